import { dataFile } from '../tools/data.mjs';
import { hasPeers, runPeer } from '../tools/peers.mjs';
import { runWork } from '../tools/run.mjs';

export const title = '50 components of 1000 x 5760 activations; scikit-learn (randomised)';
export const unit = 'CPU s';
export const target = { ratio: 0.7 };

export const ours = () => runWork('pca.mjs', dataFile('activations'));
export const peer = () => runPeer('pca.py', dataFile('activations'));

export function note(ours, peer) {
  if (!hasPeers) return undefined;
  const exact = runPeer('pca.py', dataFile('activations'), 'exact').variances;
  return `eigenvalues ${worst(ours.variances, exact)} from exact ones, the peer's ${worst(peer.variances, exact)}`;
}

function worst(variances, exact) {
  const errors = variances.map((variance, index) => Math.abs(variance / exact[index] - 1));
  return `${(100 * Math.max(...errors)).toPrecision(1)} %`;
}
