import { filledCache, runQuickstart } from '../tools/quickstart.mjs';

export const title = 'quickstart.yaml with another k';
export const unit = 's';
export const target = { most: 10 };

/** A k that no earlier round has left in the cache. */
export const ours = async (round) => runQuickstart(await filledCache(), '--set', `cluster.kmeans.k=${11 + round}`);
