import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileOf } from './graph.mjs';
import { runIn } from './tool.mjs';

export function setUp(place, { steps }, ninja) {
  const build = (needs, number) => `build ${fileOf(number)}: step ${needs.map(fileOf).join(' ')}\n`;
  const rule = 'rule step\n  command = echo $out > $out\n';
  writeFileSync(path.join(place, 'build.ninja'), rule + steps.map(build).join(''));
  runIn(place, [ninja]);
}

export const nothingToDo = (ninja) => [ninja];
