import { irisNetworks } from '../tools/iris-networks.mjs';
import { peakMebibytes } from '../tools/memory.mjs';
import { startPipeline } from '../tools/run.mjs';

export const title = 'largest process, 100 networks at 5 epochs and 4 layers (Linux)';
export const unit = 'MiB';
export const target = { most: 600 };
export const isSlow = true;

export async function ours(round) {
  const run = startPipeline(irisNetworks({ models: 100, epochs: 5, layers: 4 }), {
    cache: `networks-100-memory-${round}`,
  });
  return { value: await peakMebibytes(run) };
}
