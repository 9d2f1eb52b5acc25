import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedExperiment } from '../tools/generated.mjs';
import { folder } from '../tools/run.mjs';

export const PIPELINE = fileURLToPath(new URL('../../dist/pipeline.js', import.meta.url));

/** The steps of a generated experiment in dependency order: each with the numbers of those that it needs. */
export function graphOf(count) {
  const experiment = generatedExperiment(count);
  // In an empty cache nothing of what a step needs is known, so that the plan names all of it.
  const empty = path.join(folder, 'no-cache');
  const text = execFileSync(process.execPath, [PIPELINE, 'plan', experiment, '--json', '--cache', empty], {
    maxBuffer: 2 ** 28,
  });
  const { steps } = JSON.parse(text.toString());
  const numbers = new Map(steps.map(({ id }, number) => [id, number]));
  return { experiment, steps: steps.map(({ because = [] }) => because.map((id) => numbers.get(id))) };
}

/** What every step of another tool makes. */
export const fileOf = (number) => `out/${number}`;

/** Makes the files of all steps, in order: for tools that take long to run them and can be told that they are up to date. */
export function makeFiles(place, { steps }) {
  mkdirSync(path.join(place, 'out'));
  for (const number of steps.keys()) writeFileSync(path.join(place, fileOf(number)), `${number}\n`);
}
