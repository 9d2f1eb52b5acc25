import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileOf, makeFiles } from './graph.mjs';
import { runIn } from './tool.mjs';

export function setUp(place, graph, dvc) {
  const list = (numbers) => `[${numbers.map(fileOf).join(', ')}]`;
  const stage = (needs, number) => {
    const deps = needs.length > 0 ? `, deps: ${list(needs)}` : '';
    return `  s${number}: { cmd: 'echo ${number} > ${fileOf(number)}', outs: ${list([number])}${deps} }\n`;
  };
  runIn(place, [dvc, 'init', '--no-scm', '--quiet']);
  writeFileSync(path.join(place, 'dvc.yaml'), `stages:\n${graph.steps.map(stage).join('')}`);
  makeFiles(place, graph);
  runIn(place, [dvc, 'commit', '--force', '--quiet']);
}

export const nothingToDo = (dvc) => [dvc, 'repro', '--quiet'];
