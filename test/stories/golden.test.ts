import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { STAGE_VERSIONS } from '../../src/stages/versions.js';
import { ARITHMETICS } from '../algorithms/arithmetics.js';
import { Rig, SMALL } from './rig.js';

interface RunJson {
  readonly steps: Record<string, { readonly stage: string; readonly artifacts: Record<string, string> }>;
}

/** For each stage: its version, and the digest over all its artifacts in the small experiment. `vitest run -u` rewrites them. */
const FILES = {
  fused: '../golden/stage-digests.json',
  'in two roundings': '../golden/stage-digests-two-roundings.json',
};

describe('what stages make', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  it.each(ARITHMETICS)('changes only when the stage version is raised, $name', async ({ name, fused }) => {
    rig.env['KINDRED_FUSED'] = fused ? '1' : '0';
    rig.write('exp.yaml', SMALL);
    await rig.run('exp.yaml', '--jobs', '1');
    const { steps } = JSON.parse(rig.read('results/small/run.json')) as RunJson;
    const actual = Object.fromEntries(
      Object.entries(STAGE_VERSIONS).map(([stage, version]) => [stage, { version, digest: digestOf(steps, stage) }]),
    );
    await expect(
      `${JSON.stringify(actual, null, 2)}\n`,
      'bytes changed: the engine did, or raise the version in src/stages/versions.ts; then rewrite the file',
    ).toMatchFileSnapshot(FILES[name]);
  });
});

function digestOf(steps: RunJson['steps'], stage: string): string {
  const artifacts = Object.entries(steps)
    .filter(([, step]) => step.stage === stage)
    .map(([id, step]) => [id, step.artifacts]);
  return createHash('sha256').update(JSON.stringify(artifacts)).digest('hex');
}
