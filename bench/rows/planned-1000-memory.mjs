import { irisNetworks, startPlan } from '../tools/iris-networks.mjs';
import { peakMebibytes } from '../tools/memory.mjs';

export const title = 'main process, plan of 1,000 networks at 10 epochs and 2 layers (Linux)';
export const unit = 'MiB';
export const target = { most: 1024 };
export const isSlow = true;

export const ours = async () => ({
  value: await peakMebibytes(startPlan(irisNetworks({ models: 1_000, epochs: 10, layers: 2 }))),
});
