import { runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = '60,000 images, 5x5 convolutions of 10 and 20 filters, dense 50, momentum; PyTorch';
export const unit = 'CPU s';
export const target = { ratio: 0.4 };

export const ours = () => runWork('training.mjs', 'small', 6400);
export const peer = () => runPeer('training.py', 'small', 6400);
