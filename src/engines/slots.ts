import type { Optimizer } from '../networks/optimizer.js';
import type { Tensors } from './engine.js';

/** Names of the arrays that each optimizer keeps for a parameter, which start at 0. */
export const SLOTS: Readonly<Record<Optimizer['type'], readonly string[]>> = {
  sgd: [],
  momentum: ['velocity'],
  rmsprop: ['square', 'momentum'],
  adam: ['m', 'v'],
};

/** The optimizer whose slots a state has. */
export function slotNamesOf(slots: Tensors): readonly string[] {
  const names = [...slots.keys()];
  return Object.values(SLOTS).find(([slot]) => names.some((name) => name.endsWith(`/${slot}`))) ?? SLOTS.sgd;
}
