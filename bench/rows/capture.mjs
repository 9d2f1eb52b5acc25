import { runWork } from '../tools/run.mjs';

export const title = 'all layers of the small network for 1,000 images';
export const unit = 'CPU ms';
export const target = { most: 60 };

export const ours = () => runWork('capture.mjs');
