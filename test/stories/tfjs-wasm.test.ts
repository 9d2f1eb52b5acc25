import { afterAll, expect, it } from 'vitest';
import { Rig, TINY } from './rig.js';

const rig = new Rig();
afterAll(() => rig.remove());

/** Artifacts of a train step by name. */
function trained(results: string, step: string): unknown {
  const { steps, engines } = JSON.parse(rig.read(`${results}/tiny/run.json`));
  return { artifacts: steps[step].artifacts, engines };
}

it('an experiment on tfjs-wasm that goes on later has the bytes of one that went through', async () => {
  rig.write('exp.yaml', `${TINY}engine: tfjs-wasm\n`);
  const only = ['--only', 'train/*'];
  const atOnce = await rig.run('exp.yaml', '--out', 'at-once', ...only);
  expect([atOnce.stderr, atOnce.exitCode]).toEqual(['', 0]);
  const cache = ['--cache', 'other-cache'];
  await rig.run('exp.yaml', ...cache, '--set', 'train.epochs=1', '--set', 'capture.epochs=[1]', ...only);
  const later = await rig.run('exp.yaml', ...cache, '--out', 'later', ...only);
  expect(later.ran).toContain('train/A@2');
  expect(later.ran).not.toContain('train/A@1');
  expect(trained('later', 'train/A@2')).toEqual(trained('at-once', 'train/A@2'));
  expect(trained('later', 'train/A@2')).toMatchObject({ engines: [{ name: 'tfjs-wasm', version: '4.22.0' }] });
});
