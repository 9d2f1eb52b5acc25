import { runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = 'training-small with the engine tfjs-node; PyTorch';
export const unit = 'CPU s';
/** It is not on every machine. */
export const isSlow = true;

export const ours = () => runWork('training.mjs', 'small', 6400, 'tfjs-node');
export const peer = () => runPeer('training.py', 'small', 6400);
