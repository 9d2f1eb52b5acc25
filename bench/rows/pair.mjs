import { runWork } from '../tools/run.mjs';

export const title = 'adjusted Rand index of two partitions of 1,000 samples into ten clusters';
export const unit = 'CPU us';
export const target = { most: 5 };

export const ours = () => runWork('pair.mjs');
