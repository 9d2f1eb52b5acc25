import { runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = '60,000 images, 3x3 convolutions of 16, 32 and 64 filters, dense 64, Adam; PyTorch';
export const unit = 'CPU s';
export const target = { ratio: 0.58 };

export const ours = () => runWork('training.mjs', 'larger', 1920);
export const peer = () => runPeer('training.py', 'larger', 1920);
