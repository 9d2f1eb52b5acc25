import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { writeFlowers } from './flowers.js';
import { COMMAND, Rig } from './rig.js';

const rig = new Rig();
writeFlowers(rig, 'long.yaml', (text) => text.replace('epochs: 2,', 'epochs: 25,'));
writeFlowers(rig);
beforeEach(() => rmSync(path.join(rig.folder, 'results'), { recursive: true, force: true }));
afterAll(() => rig.remove());

const there = (name: string) => existsSync(path.join(rig.folder, name));
const hasResults = () => there('results/flowers/run.json') && there('results/flowers/report.html');

/** A line of a shell, in which `pipeline` is the real command. */
function shell(line: string) {
  const script = `pipeline() { ${JSON.stringify(process.execPath)} ${JSON.stringify(COMMAND)} "$@"; }\n${line}`;
  return execa('bash', ['-c', script], { cwd: rig.folder, reject: false, env: { NO_COLOR: '1' } });
}

describe('output that nobody can read', () => {
  it('loses no work: a run whose display cannot be written goes on to its end', async () => {
    const { exitCode, stderr } = await shell('pipeline run exp.yaml --reporter live > /dev/full');
    expect([exitCode, hasResults()]).toEqual([0, true]);
    expect(stderr.match(/standard output takes no more \(ENOSPC\)/g)).toHaveLength(1);
  });

  it.each(['>/dev/full 2>&1', '--reporter json >/dev/full 2>/dev/full', '>&- 2>&-'])('run %s', async (where) => {
    const { exitCode, stderr } = await shell(`pipeline run exp.yaml --force 'label/*' ${where}`);
    expect([exitCode, hasResults(), stderr]).toEqual([0, true, '']);
  });

  it.each(['', '--reporter json'])('run %s | head -1', async (reporter) => {
    const { stdout } = await shell(
      `pipeline run exp.yaml --force 'label/*' ${reporter} 2>&1 | head -1; echo "\${PIPESTATUS[0]}"`,
    );
    expect([stdout.split('\n').at(-1), hasResults()]).toEqual(['0', true]);
  });

  it('is an error of a command that makes nothing else', async () => {
    for (const call of ['plan exp.yaml --json', '--help', '--version', 'show exp.yaml']) {
      const { exitCode, stderr } = await shell(`pipeline ${call} > /dev/full`);
      expect([call, exitCode]).toEqual([call, 1]);
      expect(stderr).toContain('error cannot-print: standard output takes no more (ENOSPC), and part of it is lost');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    expect((await shell('pipeline plan exp.yaml > /dev/full 2>&1')).exitCode).toBe(1);
    expect((await shell('pipeline nonsense 2> /dev/full')).exitCode).toBe(2);
  });

  it('is no error where the reader has seen enough', async () => {
    const { stdout } = await shell(
      'pipeline plan exp.yaml --json 2>/dev/null | true; echo $PIPESTATUS; pipeline show exp.yaml 2>/dev/null | head -1; echo $PIPESTATUS',
    );
    expect(stdout.split('\n')).toEqual(['0', 'version: 1 # exp.yaml:1:10', '0']);
  });
});

describe('a terminal', () => {
  /** What a run writes to one, in an environment and of a size. */
  async function written(env: Record<string, string>, size = 'rows 24 cols 80'): Promise<string> {
    const run = `stty ${size}; ${process.execPath} ${COMMAND} run exp.yaml --force 'label/*'`;
    const { stdout } = await execa('script', ['-qec', run, '/dev/null'], {
      cwd: rig.folder,
      reject: false,
      stdin: 'ignore',
      env: { TERM: 'xterm', CI: '', ...env },
    });
    return stdout;
  }

  it('is drawn on where it can be', async () => {
    expect(await written({})).toContain('\u001b[');
    for (const text of [
      await written({ TERM: 'dumb' }),
      await written({ CI: 'true' }),
      await written({}, 'rows 24 cols 0'),
    ]) {
      expect(text).not.toContain('\u001b');
      expect(text).toContain('label/A@2/hidden/pca/kmeans: ran in');
    }
  });
});

describe('a terminal that is gone in the middle of a run', () => {
  /** Runs in a terminal of its own, and takes that away once the first step is stored. */
  async function loseTerminal(command: string, cache: string): Promise<void> {
    const run = `${process.execPath} ${COMMAND} run long.yaml --cache ${cache}`;
    const terminal = execa('script', ['-qec', command.replace('RUN', run), '/dev/null'], {
      cwd: rig.folder,
      reject: false,
      stdin: 'ignore',
    });
    while (!there(`${cache}/steps`)) await sleep(10);
    terminal.kill('SIGKILL');
    await terminal;
  }

  it('does not end it', async () => {
    await loseTerminal(`setsid -w sh -c 'RUN; echo $? > status.new; mv status.new status'`, 'one');
    while (!there('status')) await sleep(20);
    expect([rig.read('status'), hasResults()]).toEqual(['0\n', true]);
  });

  it('ends it as any hang-up does where the terminal was its own, and what is done is told', async () => {
    await loseTerminal('exec RUN', 'two');
    while (!there('results/flowers/run.json')) await sleep(20);
    expect(rig.read('results/flowers/run.json')).toContain('"outcome": "skipped"');
  });
});
