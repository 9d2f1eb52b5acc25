import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PIPELINE } from './graph.mjs';
import { runIn } from './tool.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export const version = [process.execPath, '--print', `require('${ROOT}package.json').version`];

export async function setUp(place, graph) {
  runIn(place, nothingToDo(undefined, graph));
  // Files younger than 3 s are read again each time, so that a second run remembers them only later.
  await setTimeout(4_000);
  runIn(place, nothingToDo(undefined, graph));
}

export const nothingToDo = (_, { experiment }) => [
  process.execPath,
  PIPELINE,
  'run',
  experiment,
  '--reporter',
  'plain',
];
