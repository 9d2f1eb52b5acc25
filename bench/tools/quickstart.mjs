// Runs of experiments/quickstart.yaml and its data for the peer.
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ended, folder, startPipeline, wallSeconds } from './run.mjs';

export async function runQuickstart(cache, ...rest) {
  return { value: await wallSeconds(() => startPipeline('quickstart.yaml', { cache }, ...rest)) };
}

let filled;

/** Name of a cache with all of its results. */
export async function filledCache() {
  filled ??= ended(startPipeline('quickstart.yaml', { cache: 'filled', results: 'filled-results' }));
  await filled;
  return 'filled';
}

/** Folder of the decoded data of a run as .npy files: the peer is spared decoding. */
export function exportData(cache, results, experiment) {
  const { steps } = JSON.parse(readFileSync(path.join(folder, results, experiment, 'run.json'), 'utf8'));
  for (const name of ['train-images', 'train-labels', 'test-images', 'test-labels']) {
    const digest = steps.dataset.artifacts[`${name.replace('images', 'samples')}.npy`];
    copyFileSync(
      path.join(folder, cache, 'objects', digest.slice(0, 2), digest.slice(2)),
      path.join(folder, `${name}.npy`),
    );
  }
  return folder;
}
