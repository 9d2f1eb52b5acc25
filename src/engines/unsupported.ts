import type { Network } from '../networks/layer.js';

/** Engines make a loss of logits, so the last layer must give them. */
export function lackOfLogits({ layers }: Network): string | undefined {
  const last = layers.at(-1);
  return last?.type === 'dense' && last.activation === 'linear' ? undefined : 'the last layer must be dense and linear';
}
