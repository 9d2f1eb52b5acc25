import { dataFile } from '../tools/data.mjs';
import { runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = '1000 x 50, k = 10, 10 restarts; scikit-learn';
export const unit = 'CPU s';
export const target = { ratio: 1 };

export const ours = () => runWork('kmeans.mjs', dataFile('scores-1000'));
export const peer = () => runPeer('kmeans.py', dataFile('scores-1000'));

export function note(ours, peer) {
  return peer && `inertia ${(ours.inertia / peer.inertia).toFixed(4)} of the peer's`;
}
