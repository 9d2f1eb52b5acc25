import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tfjsNodeEngine } from '../../src/engines/tfjs-node/engine.js';
import { findPackage } from '../../src/engines/tfjs-node/package.js';
import { engineContract } from './engine-contract.js';

const found = findPackage();

it('tfjs-node is found by its files, in the version that is asked for, or says how to get it', () => {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  if ('reason' in found) expect(found.remedy).toContain('scripts/setup-tfjs-node.mjs');
  else {
    expect(found.version).toBe(optionalDependencies['@tensorflow/tfjs-node']);
    const names = found.binaries.map((file) => path.basename(file));
    expect(names).toEqual(
      expect.arrayContaining([expect.stringMatching(/\.node$/), expect.stringMatching(/tensorflow/)]),
    );
  }
});

if (!('reason' in found)) {
  // The library takes another path through a product for another number of rows.
  engineContract('tfjs-node', tfjsNodeEngine, { isBatchInvariant: false, poolsKeepNaN: false });
}
