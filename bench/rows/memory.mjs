import { peakMebibytes } from '../tools/memory.mjs';
import { startPipeline } from '../tools/run.mjs';

export const title = 'largest process: one model, one epoch on 60,000 images, all layers captured (Linux)';
export const unit = 'MiB';
export const target = { most: 600 };

export async function ours(round) {
  const one = ['--set', 'train.epochs=1', '--set', 'capture.epochs=[1]', '--only', 'reduce/NN2@1/*'];
  return { value: await peakMebibytes(startPipeline('fashion-mnist-seed.yaml', { cache: `memory-${round}` }, ...one)) };
}
