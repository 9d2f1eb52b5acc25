import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFlowers } from './flowers.js';
import { beforeSteps, Rig } from './rig.js';

describe('a figure that cannot be drawn', () => {
  const rig = new Rig();
  writeFlowers(rig, 'exp.yaml', (text) => {
    const two = text.replace(
      /^ {2}A: .*$/m,
      (line) => `${line}\n${line.replace('A:', 'B:').replace('init: 0', 'init: 1')}`,
    );
    return `${two}compare: { measures: [rand], across: [models] }\nrun: { retries: 0 }\n`;
  });
  afterAll(() => rig.remove());
  const results = (name = '') => path.join(rig.folder, 'results/flowers', name);

  it('fails alone: the page is made, and says where a figure is missing and why', async () => {
    killAt(`id === 'figure/accuracy' || id.startsWith('figure/models/')`);
    const { exitCode, steps, withOutcome } = await rig.run('exp.yaml');
    expect(exitCode).toBe(1);
    expect(withOutcome('skipped')).toEqual([]);
    expect(withOutcome('failed').map(({ id }) => id)).toContain('figure/accuracy');
    expect(steps.get('page')?.outcome).toBe('ran');
    const page = rig.read('results/flowers/report.html');
    expect(page).toContain('3 of 6 figures are missing');
    expect(page).toMatch(/<figure id="accuracy">\s*<p class="missing">.*worker-died: .*SIGKILL/);
    expect(page).toContain('<figure id="loss">\n<div class="picture"');
    expect(readdirSync(results('figures'))).not.toContain('accuracy.svg');
    expect(readdirSync(results('figures'))).toContain('loss.png');
    const made = artifactsOf(rig.read('results/flowers/run.json'));
    for (const name of ['report.html', 'figures/loss.svg', 'similarity.csv', 'models.csv']) {
      expect(made).toContain(name);
      expect(existsSync(results(name))).toBe(true);
    }
    expect(made).not.toContain('figures/accuracy.svg');
  });

  it('is drawn by the next run, and stands on its page', async () => {
    delete rig.env['NODE_OPTIONS'];
    const { exitCode, ran } = await rig.run('exp.yaml');
    expect(exitCode).toBe(0);
    expect(ran.filter((id) => !id.startsWith('figure/'))).toEqual(['page']);
    expect(rig.read('results/flowers/report.html')).not.toContain('class="missing"');
  });

  it('leaves tables and page also where no figure can be drawn at all', async () => {
    killAt(`id.startsWith('figure/')`);
    const { exitCode, steps } = await rig.run('exp.yaml', '--force', 'figure/*');
    expect(exitCode).toBe(1);
    expect(steps.get('page')?.outcome).toBe('ran');
    expect(rig.read('results/flowers/report.html')).toContain('6 of 6 figures are missing');
    expect(existsSync(results('similarity.csv'))).toBe(true);
    expect(existsSync(results('figures/loss.svg'))).toBe(false);
  });

  /** As the system does that runs out of memory. */
  function killAt(condition: string): void {
    rig.write('kill.cjs', beforeSteps(`if (${condition}) process.kill(process.pid, 'SIGKILL');`));
    rig.env['NODE_OPTIONS'] = `--require ${path.join(rig.folder, 'kill.cjs')}`;
  }
});

function artifactsOf(runJson: string): string[] {
  const { steps } = JSON.parse(runJson) as { steps: Record<string, { artifacts: Record<string, string> }> };
  return Object.values(steps).flatMap(({ artifacts }) => Object.keys(artifacts));
}
