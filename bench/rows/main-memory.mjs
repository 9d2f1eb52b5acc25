import { generatedExperiment } from '../tools/generated.mjs';
import { peakMebibytes } from '../tools/memory.mjs';
import { startPipeline } from '../tools/run.mjs';

export const title = 'main process, a run of 10,001 steps from an empty cache (Linux)';
export const unit = 'MiB';
export const target = { most: 200 };
export const isSlow = true;

export async function ours(round) {
  const run = startPipeline(generatedExperiment(10_001), { cache: `main-memory-${round}` });
  return { value: await peakMebibytes(run, { alone: true }) };
}
