import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND, Rig, SMALL } from './rig.js';

/** As bash does when the tab key is pressed at the end of a line; `_pipeline` is what the script defines. */
const PRESS_TAB = `
eval "$(pipeline completion bash)"
COMP_LINE=$1 COMP_POINT=\${#1}
_pipeline
printf '%s\\n' "\${COMPREPLY[@]}"`;

describe('completion in bash', () => {
  const rig = new Rig();
  beforeAll(() => {
    mkdirSync(path.join(rig.folder, 'bin'));
    symlinkSync(COMMAND, path.join(rig.folder, 'bin/pipeline'));
    rig.write('exp.yaml', SMALL);
    rig.write('exp.lock.json', '{}');
    rig.write('experiments/other.yml', SMALL);
    rig.write('bad.yaml', 'version: 2');
  });
  afterAll(() => rig.remove());

  const complete = async (line: string) => {
    const PATH = `${path.join(rig.folder, 'bin')}:${process.env.PATH}`;
    const { stdout, stderr } = await execa('bash', ['--norc', '-c', PRESS_TAB, 'bash', line], {
      cwd: rig.folder,
      env: { PATH },
    });
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .filter((text) => text !== '')
      .sort();
  };

  it('knows commands, also of commands, and none that is hidden', async () => {
    expect(await complete('pipeline v')).toEqual(['validate', 'verify']);
    expect(await complete('pipeline cache e')).toEqual(['export']);
    expect(await complete('pipeline compl')).toEqual(['completion']);
  });

  it('knows options and their choices', async () => {
    expect(await complete('pipeline run exp.yaml --re')).toEqual(['--reporter']);
    expect(await complete('pipeline run exp.yaml --reporter ')).toEqual(['json', 'live', 'plain']);
    expect(await complete('pipeline run exp.yaml --reporter=p')).toEqual(['plain']);
    expect(await complete('pipeline completion z')).toEqual(['zsh']);
  });

  it('knows files by what is wanted: experiments, folders, locks', async () => {
    expect(await complete('pipeline plan ')).toEqual(['bad.yaml', 'bin/', 'exp.yaml', 'experiments/']);
    expect(await complete('pipeline diff exp.yaml experiments/')).toEqual(['experiments/other.yml']);
    expect(await complete('pipeline run exp.yaml --set seed=3 --cache b')).toEqual(['bin/']);
    expect(await complete('pipeline reproduce e')).toEqual(['exp.lock.json', 'experiments/']);
  });

  it('knows the steps of the experiment, from slash to slash, with its --set', async () => {
    expect(await complete('pipeline why exp.yaml tr')).toEqual(['train/']);
    expect(await complete('pipeline why exp.yaml train/A')).toEqual(['train/A@1', 'train/A@2']);
    expect(await complete('pipeline run exp.yaml --only probe cluster/B@2/')).toEqual(['2/conv1/', '2/fc1/']);
    expect(await complete('pipeline show exp.yaml --set train.epochs=3 train/A@')).toEqual(['1', '2', '3']);
    expect(await complete('pipeline verify exp.yaml --rerun pag')).toEqual(['page']);
  });

  it('is silent where an experiment has errors or there is nothing to complete', async () => {
    expect(await complete('pipeline why bad.yaml tr')).toEqual([]);
    expect(await complete('pipeline run exp.yaml --jobs ')).toEqual([]);
    expect(await complete('pipeline run nothing/')).toEqual([]);
  });

  it('leaves no trace', async () => {
    await complete('pipeline why exp.yaml train/');
    expect(await complete('pipeline plan ')).toEqual(['bad.yaml', 'bin/', 'exp.yaml', 'experiments/']);
  });
});

describe('the other shells', () => {
  it.each(['bash', 'zsh', 'fish'])('%s has a script', async (shell) => {
    const rig = new Rig();
    const { stdout, exitCode } = await rig.pipeline('completion', shell);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`completion ${shell}`)]);
    rig.remove();
  });
});
