import { afterAll, describe, expect, it } from 'vitest';
import { Rig, SMALL } from './rig.js';

describe('calls that are wrong', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  it('a missing file, a folder and a broken experiment exit with 2 and name the place', async () => {
    rig.write('bad.yaml', SMALL.replace('epochs: 2, batch', 'epoch: 2, batch'));
    const missing = await rig.pipeline('run', 'nope.yaml');
    const folder = await rig.pipeline('run', '.');
    const broken = await rig.pipeline('run', 'bad.yaml');
    expect([missing.exitCode, folder.exitCode, broken.exitCode]).toEqual([2, 2, 2]);
    expect(missing.stderr).toContain('nope.yaml:1:1: error no-file');
    expect(folder.stderr).toContain('.:1:1: error is-directory');
    expect(broken.stderr).toContain('bad.yaml:17:10: error unknown-key: `epoch`');
    expect(broken.stderr).toContain('did you mean `epochs`?');
  });

  it('an unknown step, command or number of jobs exits with 2', async () => {
    rig.write('exp.yaml', SMALL);
    const step = await rig.pipeline('why', 'exp.yaml', 'train/A@3');
    const only = await rig.pipeline('run', 'exp.yaml', '--only', 'tran/*');
    const command = await rig.pipeline('rum', 'exp.yaml');
    const jobs = await rig.pipeline('run', 'exp.yaml', '--jobs', 'many');
    expect([step, only, command, jobs].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
    expect(step.stderr).toContain('did you mean `train/A@');
    expect(command.stderr).toContain('Did you mean run?');
  });

  it('a dataset folder without the files is an error at its line, before any step', async () => {
    rig.write('idx.yaml', SMALL.replace('fashion-mnist, train: 500', '{ fashion-mnist: { folder: nowhere } }'));
    const { exitCode, stderr } = await rig.pipeline('run', 'idx.yaml');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^idx\.yaml:5:\d+: error missing-dataset: .*train-images-idx3-ubyte\.gz is missing/);
  });

  it('every command explains itself with examples', async () => {
    for (const command of ['run', 'watch', 'plan', 'why', 'validate', 'show', 'graph', 'lock', 'verify']) {
      const { stdout, exitCode } = await rig.pipeline(command, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`$ pipeline ${command} exp.yaml`);
    }
    expect((await rig.pipeline('reproduce', '--help')).stdout).toContain('$ pipeline reproduce exp.lock.json');
    expect((await rig.pipeline('init', '--help')).stdout).toContain('$ pipeline init experiments/');
    expect((await rig.pipeline('diff', '--help')).stdout).toContain('$ pipeline diff one.yaml two.yaml');
    for (const command of ['ls', 'verify', 'gc', 'export', 'import']) {
      expect((await rig.pipeline('cache', command, '--help')).stdout).toContain(`$ pipeline cache ${command}`);
    }
  });

  it('validate and show print to standard output', async () => {
    rig.write('exp.yaml', SMALL);
    expect(await rig.pipeline('validate', 'exp.yaml')).toMatchObject({ stdout: 'exp.yaml: ok', exitCode: 0 });
    expect((await rig.pipeline('show', 'exp.yaml')).stdout).toContain('maxIterations: 300');
  });

  it('show says where each value came from: a line of the file, a --set, or a default', async () => {
    rig.write('exp.yaml', SMALL);
    const { stdout } = await rig.pipeline('show', 'exp.yaml', '--set', 'cluster.kmeans.k=9');
    const lines = stdout.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'seed: 7 # exp.yaml:4:7',
        'kernelSize: [5, 5] # exp.yaml:9:54',
        'padding: valid # default',
        'learningRate: 0.002 # exp.yaml:16:72',
        'k: 9 # --set cluster.kmeans.k=9',
        'restarts: 2 # exp.yaml:20:39',
      ]),
    );
  });
});
