import { start, wallSeconds } from '../tools/run.mjs';

export const title = 'throughput of two trainings at once, in that of one';
export const unit = 'x';
export const target = { least: 1.9 };

export async function ours() {
  const training = () => start('training.mjs', 'small', '38400');
  const one = await wallSeconds(() => training());
  return { value: (2 * one) / (await wallSeconds(() => [training(), training()])) };
}
