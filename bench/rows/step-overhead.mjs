import { readFileSync } from 'node:fs';
import path from 'node:path';
import { generatedExperiment } from '../tools/generated.mjs';
import { folder, startPipeline, wallSeconds } from '../tools/run.mjs';

export const title = 'time that a step takes besides its own work, one worker; the start of the run shared out';
export const unit = 'ms';
export const target = { most: 5 };

export async function ours(round) {
  const places = { cache: `overhead-${round}`, results: `overhead-results-${round}` };
  const options = ['--jobs', '1', '--only', 'compare/*'];
  const wall = await wallSeconds(() => startPipeline(generatedExperiment(1001), places, ...options));
  const file = path.join(folder, places.results, 'generated-1001/run.json');
  const ran = Object.values(JSON.parse(readFileSync(file, 'utf8')).steps).filter(({ outcome }) => outcome === 'ran');
  const work = ran.reduce((sum, { seconds }) => sum + seconds, 0);
  return { value: (1000 * (wall - work)) / ran.length, steps: ran.length };
}

export const note = ({ steps }) => `${steps} steps`;
