import { runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = 'training-larger with the engine tfjs-wasm; PyTorch';
export const unit = 'CPU s';
export const target = { ratio: 2 };

export const ours = () => runWork('training.mjs', 'larger', 1920, 'tfjs-wasm');
export const peer = () => runPeer('training.py', 'larger', 1920);
