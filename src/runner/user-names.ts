import type { Tensor } from '../engines/engine.js';
import { decodeCheckpoint, encodeCheckpoint } from '../formats/checkpoint.js';
import type { Step } from './step.js';

/**
 * The cache knows layers by their kind and number, so that a new name makes nothing anew. Gives an artifact that names layers
 * with those of the experiment; undefined where it names none.
 */
export function underUserNames(
  { stage, names }: Step,
  artifact: string,
  read: () => Uint8Array,
): Uint8Array | undefined {
  const nameOf = (plain: string) => names.get(plain) ?? plain;
  if (stage === 'train' && artifact === 'checkpoint.safetensors') return checkpoint(read(), nameOf);
  if (stage !== 'capture' || artifact !== 'layers.json') return undefined;
  const layers = JSON.parse(Buffer.from(read()).toString()) as Record<string, unknown>;
  return Buffer.from(
    `${JSON.stringify(Object.fromEntries(Object.entries(layers).map(([name, layer]) => [nameOf(name), layer])))}\n`,
  );
}

function checkpoint(bytes: Uint8Array, nameOf: (plain: string) => string): Uint8Array {
  const { weights, slots, step } = decodeCheckpoint(bytes);
  return encodeCheckpoint({ weights: renamed(weights, nameOf), slots: renamed(slots, nameOf), step });
}

/** A tensor is called after its layer, and what it is there. */
function renamed(tensors: ReadonlyMap<string, Tensor>, nameOf: (plain: string) => string): Map<string, Tensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const [layer, ...rest] = name.split('/');
      return [[nameOf(layer), ...rest].join('/'), tensor];
    }),
  );
}
