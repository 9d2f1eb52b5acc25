import type { Tensor, TrainingState } from '../engines/engine.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const SLOT = 'optimizer/';

/**
 * Weights under their own names, the optimizer's slots behind `optimizer/`, the step count in the metadata. The metadata
 * names the slots too, since a layer may itself be called `optimizer`.
 */
export function encodeCheckpoint({ weights, slots, step }: TrainingState): Uint8Array {
  const stored = new Map(weights);
  for (const [name, tensor] of slots) {
    if (weights.has(SLOT + name)) throw new Error(`internal error: ${SLOT + name} is both a weight and a slot`);
    stored.set(SLOT + name, tensor);
  }
  return encodeSafetensors(stored, { step: String(step), slots: JSON.stringify([...slots.keys()].sort()) });
}

export function decodeCheckpoint(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { step, slots: slotNames } = metadata;
  if (step === undefined || slotNames === undefined) throw new Error('internal error: not a checkpoint');
  const weights = new Map<string, Tensor>(tensors);
  const slots = new Map<string, Tensor>();
  for (const name of JSON.parse(slotNames) as string[]) {
    const tensor = tensors.get(SLOT + name);
    if (tensor === undefined) throw new Error(`internal error: the checkpoint has no slot ${name}`);
    weights.delete(SLOT + name);
    slots.set(name, tensor);
  }
  return { weights, slots, step: Number(step) };
}
