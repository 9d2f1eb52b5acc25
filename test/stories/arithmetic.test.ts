import { execaNode } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { canFuse } from '../../src/algorithms/fused.js';
import { Rig, TINY } from './rig.js';

const COMMAND = new URL('../../dist/pipeline.js', import.meta.url).pathname;

describe('how a machine multiplies and adds', () => {
  const rig = new Rig();
  afterAll(() => rig.remove());

  it('is what its processor can, by a probe; doctor says it and why', async () => {
    const doctor = async (nodeOptions: string[], env = {}) => {
      const { stdout } = await execaNode(COMMAND, ['doctor'], { nodeOptions, env, cwd: rig.folder });
      return /^arithmetic .*$/m.exec(stdout)?.[0];
    };
    const poor =
      'arithmetic two roundings: this processor or Node has no fused multiply-add; slower, and other last digits than fused';
    expect(await doctor([])).toBe(canFuse() ? 'arithmetic fused multiply-add' : poor);
    // As on an x86-64 processor without FMA3; others know no such flag.
    if (process.arch === 'x64') expect(await doctor(['--no-enable-fma3'])).toBe(poor);
    const asked = await doctor([], { KINDRED_FUSED: '0' });
    expect(asked).toBe(
      canFuse() ? poor.replace('this processor or Node has no fused multiply-add', 'KINDRED_FUSED=0') : poor,
    );
  });

  it('keeps results apart in one cache, and a lock of the other arithmetic says what to do', async () => {
    rig.write('exp.yaml', TINY);
    const outcomes = async (fused: boolean) => {
      rig.env['KINDRED_FUSED'] = fused ? '1' : '0';
      const { ran, exitCode } = await rig.run('exp.yaml');
      expect(exitCode).toBe(0);
      return ran;
    };
    await outcomes(false);
    expect((await rig.pipeline('lock', 'exp.yaml')).exitCode).toBe(0);
    const otherwise = await outcomes(true);
    if (!canFuse()) return expect(otherwise).toEqual([]);
    expect(otherwise).toEqual(expect.arrayContaining(['train/A@1', 'train/A@2', 'capture/A@2']));
    expect(await outcomes(false)).toEqual([]);
    expect(await outcomes(true)).toEqual([]);
    const { exitCode, stderr } = await rig.pipeline('run', 'exp.yaml', '--locked');
    expect(exitCode).toBe(2);
    expect(stderr.split('\n')).toEqual([
      'note: locked in two roundings; here multiply-add is fused, which gives other last digits: KINDRED_FUSED=0 computes as locked',
      'error drift: exp.yaml would not make what exp.lock.json has',
      expect.stringMatching(/^ {2}engines\.simd\.digest: /),
      '  engines.simd.fused: false -> true (not in the experiment file)',
      '  fused: false -> true (not in the experiment file)',
      expect.stringContaining('take the change back'),
    ]);
    rig.env['KINDRED_FUSED'] = '0';
    expect((await rig.pipeline('run', 'exp.yaml', '--locked')).exitCode).toBe(0);
  });
});
