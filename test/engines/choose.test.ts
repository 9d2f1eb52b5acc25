import { expect, it } from 'vitest';
import { ChangedEngine, plannedEngine } from '../../src/engines/choose.js';
import { simdId } from '../../src/engines/simd/id.js';

it('an engine that was installed anew since the step was planned is not taken for the planned one', async () => {
  const planned = simdId();
  await expect(plannedEngine(planned, 'no cache')).resolves.toBeDefined();
  await expect(plannedEngine({ ...planned, digest: '0'.repeat(64) }, 'no cache')).rejects.toThrow(ChangedEngine);
});
