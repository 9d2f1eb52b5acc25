import { runPeer } from '../tools/peers.mjs';
import { exportData } from '../tools/quickstart.mjs';
import { startPipeline, wallSeconds } from '../tools/run.mjs';

export const title = 'fashion-mnist-seed.yaml to epoch 10 with an empty cache; PyTorch and scikit-learn';
export const unit = 's';
export const target = { ratio: 0.7 };
export const isSlow = true;

export async function ours(round) {
  const ten = ['--set', 'train.epochs=10', '--set', 'capture.epochs=[1,10]'];
  const places = { cache: `report-${round}`, results: `report-results-${round}` };
  return { value: await wallSeconds(() => startPipeline('fashion-mnist-seed.yaml', places, ...ten)) };
}

export function peer(round) {
  const data = exportData(`report-${round}`, `report-results-${round}`, 'fashion-mnist-seed');
  return { value: runPeer('seed.py', data, '--epochs', 10, '--at', '1,10').wall.total };
}
