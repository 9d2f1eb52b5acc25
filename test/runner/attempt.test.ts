import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../src/formats/npy.js';
import { attempt } from '../../src/runner/attempt.js';
import type { WorkOrder } from '../../src/runner/messages.js';
import { STAGE_VERSIONS } from '../../src/stages/versions.js';
import type { Digest, Fingerprint } from '../../src/store/fingerprint.js';
import { objectName } from '../../src/store/layout.js';
import { Store } from '../../src/store/store.js';

describe('a table, which is made while it is written', () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(path.join(tmpdir(), 'kindred-attempt-'));
  });
  afterEach(() => rmSync(cache, { recursive: true, force: true }));

  const made = (params: Fingerprint['params'], inputs: Fingerprint['inputs'] = {}) => {
    const fingerprint = {
      kind: 'kindred step',
      stage: 'table',
      version: STAGE_VERSIONS.table,
      params,
      inputs,
    } as const;
    const limits = { timeout: undefined, memory: undefined };
    const order: WorkOrder = { id: 'table/x', stage: 'table', fingerprint, cache, sources: {}, limits };
    return attempt(order, () => {});
  };

  it('names the input that turns out to be damaged, and leaves nothing of the rows before it', async () => {
    const store = new Store(cache);
    const put = (bytes: Uint8Array): Digest => store.put(bytes).digest;
    const matrices = [1, 0.5].map((value) => put(encodeNpy(new Float64Array(4).fill(value), [2, 2])));
    const chance = put(Buffer.from('0.5\n'));
    const place = {
      across: 'models',
      of: 'fc1',
      partition: 'labels',
      reducer: 'pca',
      clusterer: 'kmeans',
      measure: 'rand',
    };
    const damaged = path.join(cache, objectName(matrices[1]));
    chmodSync(damaged, 0o644);
    writeFileSync(damaged, 'damaged');
    const params = {
      table: 'similarity',
      members: { models: { names: ['a', 'b'], order: [0, 1] } },
      chances: [1, 2].map((epoch) => ({ ...place, epoch })),
    };
    expect(await made(params, { matrices, chances: [chance, chance] })).toMatchObject({
      type: 'corrupt',
      digest: matrices[1],
    });
    expect(readdirSync(path.join(cache, 'objects')).filter((name) => name.length > 2)).toEqual([]);
  });

  it('fails with cannot-write where the cache takes no files', async () => {
    writeFileSync(path.join(cache, 'objects'), '');
    expect(await made({ table: 'models' })).toMatchObject({ type: 'failed', failure: { code: 'cannot-write' } });
  });
});
