import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tensor, TrainingState } from '../../src/engines/engine.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/formats/checkpoint.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js';

const layerNames = fc.oneof(fc.constant('optimizer'), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,9}$/));
const arrays = fc.float32Array({ minLength: 1, maxLength: 8 });

/** Networks of distinct layers whose weights each have Adam's two slots. */
const states: fc.Arbitrary<TrainingState> = fc
  .tuple(fc.uniqueArray(fc.tuple(layerNames, arrays), { selector: ([name]) => name }), fc.nat())
  .map(([layers, step]) => {
    const weights = new Map(layers.map(([name, data]) => [`${name}/kernel`, tensor(data)]));
    const slots = new Map([...weights].flatMap(([name, slot]) => ['m', 'v'].map((kind) => [`${name}/${kind}`, slot])));
    return { weights, slots, step };
  });

function tensor(data: Float32Array): Tensor {
  return { shape: [1, data.length], data };
}

test('any training state comes back, even where a layer is called optimizer', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(decodeCheckpoint(encodeCheckpoint(state))).toEqual(state);
    }),
  );
});

test('a checkpoint is a safetensors file with plain weight names and prefixed slots', () => {
  const one = tensor(Float32Array.of(1));
  const bytes = encodeCheckpoint({
    weights: new Map([['fc/bias', one]]),
    slots: new Map([['fc/bias/velocity', one]]),
    step: 12,
  });
  const { tensors, metadata } = decodeSafetensors(bytes);
  expect([...tensors.keys()]).toEqual(['fc/bias', 'optimizer/fc/bias/velocity']);
  expect(metadata).toEqual({ step: '12', slots: '["fc/bias/velocity"]' });
});

test('what is not a checkpoint is an internal error', () => {
  expect(() => decodeCheckpoint(encodeSafetensors(new Map()))).toThrow('internal error: not a checkpoint');
  expect(() => decodeCheckpoint(encodeSafetensors(new Map(), { step: '1', slots: '["a"]' }))).toThrow('has no slot a');
});

test('a slot that would take the name of a weight is an internal error', () => {
  const one = tensor(Float32Array.of(1));
  const clash = { weights: new Map([['optimizer/a', one]]), slots: new Map([['a', one]]), step: 0 };
  expect(() => encodeCheckpoint(clash)).toThrow('internal error: optimizer/a is both a weight and a slot');
});
