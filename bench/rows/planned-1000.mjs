import { irisNetworks, startPlan } from '../tools/iris-networks.mjs';
import { wallSeconds } from '../tools/run.mjs';

export const title = 'plan of 1,000 networks at 10 epochs and 2 layers, 120,000 steps';
export const unit = 's';
export const target = { most: 10 };
export const isSlow = true;

export async function ours() {
  const file = irisNetworks({ models: 1_000, epochs: 10, layers: 2 });
  return { value: await wallSeconds(() => startPlan(file)) };
}
