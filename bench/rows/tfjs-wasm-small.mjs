import { runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = 'training-small with the engine tfjs-wasm; PyTorch';
export const unit = 'CPU s';
export const target = { ratio: 2 };

export const ours = () => runWork('training.mjs', 'small', 6400, 'tfjs-wasm');
export const peer = () => runPeer('training.py', 'small', 6400);
