import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LinearAlgebra } from '../../src/algorithms/linear-algebra.js';
import { fitPca } from '../../src/algorithms/pca.js';
import { ARITHMETICS } from './arithmetics.js';
import { pcaContract, relu } from './pca-contract.js';

/** Of the scores of 1000 samples, by the way that the module rounds. */
const SCORES = {
  fused: '9e410a68c6a9dc1d7683fc352f11cd230ea6c60165a1cf6313b3869e1eb115f8',
  'in two roundings': '0820d68f2e5cb521dbfaac2a9c5518ec493fa9576f7267b9a59e2ccbfb5189ae',
};

describe.each(ARITHMETICS)('$name', ({ name, fused }) => {
  pcaContract(LinearAlgebra.load(fused));

  test('the bits are those of every machine that rounds so', () => {
    const [n, d] = [300, 2000];
    const { scores } = fitPca(relu(n, d), n, d, { components: 50, whiten: false }, () => LinearAlgebra.load(fused));
    expect(createHash('sha256').update(new Uint8Array(scores.buffer)).digest('hex')).toBe(SCORES[name]);
  });
});
