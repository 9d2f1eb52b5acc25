import { runPeer } from '../tools/peers.mjs';
import { exportData, filledCache, runQuickstart } from '../tools/quickstart.mjs';

export const title = 'quickstart.yaml with an empty cache, data decoding included';
export const unit = 's';
export const target = { ratio: 1 };

export const ours = (round) => runQuickstart(`cold-${round}`);

export async function peer() {
  const data = exportData(await filledCache(), 'filled-results', 'quickstart');
  return { value: runPeer('seed.py', data, '--epochs', 3, '--at', '1,2,3', '--train-size', 10_000).wall.total };
}
