import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { STAGE_VERSIONS } from '../../src/stages/versions.js';
import { Rig, SMALL } from './rig.js';

interface RunJson {
  readonly steps: Record<string, { readonly stage: string; readonly artifacts: Record<string, string> }>;
}

/** For each stage: its version, and the digest over all its artifacts in the small experiment. */
type Golden = Record<string, { readonly version: number; readonly digest: string }>;

const FILE = new URL('../golden/stage-digests.json', import.meta.url);

describe('what stages make', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  it('changes only when the stage version is raised', async () => {
    const expected = JSON.parse(readFileSync(FILE, 'utf8')) as Golden;
    rig.write('exp.yaml', SMALL);
    await rig.run('exp.yaml', '--jobs', '1');
    const { steps } = JSON.parse(rig.read('results/small/run.json')) as RunJson;
    const actual = Object.fromEntries(
      Object.entries(STAGE_VERSIONS).map(([stage, version]) => [stage, { version, digest: digestOf(steps, stage) }]),
    );
    expect(
      actual,
      'bytes changed: raise the version in src/stages/versions.ts, then update test/golden/stage-digests.json',
    ).toEqual(expected);
  });
});

function digestOf(steps: RunJson['steps'], stage: string): string {
  const artifacts = Object.entries(steps)
    .filter(([, step]) => step.stage === stage)
    .map(([id, step]) => [id, step.artifacts]);
  return createHash('sha256').update(JSON.stringify(artifacts)).digest('hex');
}
