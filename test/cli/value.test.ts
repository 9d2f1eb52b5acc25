import { expect, it } from 'vitest';
import { valueText } from '../../src/cli/text/value.js';
import type { Json } from '../../src/store/fingerprint.js';

const models = Array.from({ length: 40 }, (_, index) => `model${index}`);
const digest = '0123456789abcdef'.repeat(4);

const CASES: readonly (readonly [value: Json | undefined, other: Json | undefined, text: string])[] = [
  [10, 9, '10'],
  [undefined, 9, '(nothing)'],
  [true, false, 'true'],
  [[1, 2], [1], '[1, 2]'],
  [digest, null, '0123456789ab'],
  ['a\u001b[31m\nb', 'c', 'a\\u001b[31m\\u000ab'],
  [{ type: 'dropout', name: 'dropout1', rate: 0.5 }, undefined, 'dropout { rate: 0.5 }'],
  [{ type: 'flatten', name: 'flatten1' }, undefined, 'flatten'],
  [{ type: 'sgd', learningRate: 1 }, { type: 'adam', learningRate: 1 }, 'sgd'],
  [{ name: 'simd', version: '2', digest }, { name: 'tfjs-node', version: '4', digest }, 'simd'],
  [0.1, { type: 'step', initial: 0.1, every: 2 }, '0.1'],
  [{ type: 'step', initial: 0.1, every: 2 }, 0.1, 'step { initial: 0.1, every: 2 }'],
  [models, models.with(20, 'x'), '[..., model19, model20, model21, ...]'],
  [models.with(20, 'x'), models, '[..., model19, x, model21, ...]'],
  [models, models.slice(0, -1), '[..., model38, model39]'],
  [models, models.slice(1), '[model0, model1, ...]'],
  [{ long: 'x'.repeat(100) }, undefined, `{ long: ${'x'.repeat(72)}...`],
];

for (const [value, other, text] of CASES)
  it(`a value in a few words: ${text}`, () => expect(valueText(value, other)).toBe(text));
