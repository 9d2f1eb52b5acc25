import { irisNetworks } from '../tools/iris-networks.mjs';
import { startPipeline, wallSeconds } from '../tools/run.mjs';

export const title = '100 networks at 5 epochs and 4 layers, report included, from an empty cache';
export const unit = 's';
export const target = { most: 120 };
export const isSlow = true;

export async function ours(round) {
  const file = irisNetworks({ models: 100, epochs: 5, layers: 4 });
  return { value: await wallSeconds(() => startPipeline(file, { cache: `networks-100-${round}` })) };
}
