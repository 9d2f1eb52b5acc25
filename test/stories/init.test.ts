import { existsSync } from 'node:fs';
import path from 'node:path';
import { execaSync } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

const SCHEMA = path.resolve('schemas/experiment.schema.json');

describe('a first experiment', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  /** What an editor is told in the first line of a file. */
  const schemaOf = (file: string) => /^# yaml-language-server: \$schema=(\S+)$/m.exec(rig.read(file))?.[1] ?? '';

  it('init writes one that is right and runs', async () => {
    expect(await rig.pipeline('init')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await rig.pipeline('validate', 'exp.yaml')).toMatchObject({ exitCode: 0, stdout: 'exp.yaml: ok' });
    const quick = ['train.epochs=1', 'capture.epochs=[1]', 'dataset.train=200', 'probe.size=50'];
    const run = await rig.run('exp.yaml', ...quick.flatMap((set) => ['--set', set]));
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(run.ran).toContain('train/plain-3@1');
    expect(existsSync(path.join(rig.folder, 'results/exp/report.html'))).toBe(true);
  });

  it('names the schema for editors, wherever the file is', async () => {
    await rig.pipeline('init', 'deep/er/one.yaml');
    const deep = path.join(rig.folder, 'deep/er');
    expect(schemaOf('deep/er/one.yaml')).not.toContain(rig.folder);
    expect(path.resolve(deep, schemaOf('deep/er/one.yaml'))).toBe(SCHEMA);
  });

  it('any name gives a file that is right, and a command that a shell can take', async () => {
    const names = [
      'my exp.yaml',
      '-dash.yaml',
      ".it's",
      '"x" $HOME `y`.yaml',
      '\u8a66 été.yaml',
      '!!!',
      'a\nb.yaml',
      'in/a b/#1.yaml',
    ];
    for (const name of names) {
      const { exitCode, stdout } = await rig.pipeline('init', '--', name);
      expect([name, exitCode]).toEqual([name, 0]);
      const next = /next: (.*)/.exec(stdout)?.[1] ?? '';
      expect(next).toMatch(/^npx pipeline run /);
      const words = execaSync('bash', ['-c', `printf '%s\\0' ${next}`], { stripFinalNewline: false }).stdout.split(
        '\0',
      );
      expect(path.resolve(words[3])).toBe(path.resolve(name));
    }
    const all = await rig.pipeline('validate', '--', ...names);
    expect(all.exitCode).toBe(0);
  });

  it('says what git should leave out, until it does', async () => {
    expect((await rig.pipeline('init', 'first.yaml')).stdout).toContain('for git, in .gitignore: cache/ and results/');
    rig.write('.gitignore', '/cache\n');
    expect((await rig.pipeline('init', 'second.yaml')).stdout).toContain('for git, in .gitignore: results/');
    expect(rig.read('.gitignore')).toBe('/cache\n');
  });

  it('never writes over a file', async () => {
    rig.write('mine.yaml', 'mine');
    const { exitCode, stderr } = await rig.pipeline('init', 'mine.yaml');
    expect([exitCode, rig.read('mine.yaml')]).toEqual([2, 'mine']);
    expect(stderr).toContain('error file-exists: there is a `mine.yaml` already');
  });

  it('says where it cannot write', async () => {
    rig.write('file', '');
    const { exitCode, stderr } = await rig.pipeline('init', 'file/exp.yaml');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('error bad-path: FILE `file/exp.yaml`: ')]);
  });
});
