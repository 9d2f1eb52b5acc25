import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileOf } from './graph.mjs';
import { runIn } from './tool.mjs';

export function setUp(place, { steps }, make) {
  mkdirSync(path.join(place, 'out'));
  const rule = (needs, number) => `${fileOf(number)}: ${needs.map(fileOf).join(' ')}\n\t@echo ${number} > $@\n`;
  const all = `all: ${steps.map((_, number) => fileOf(number)).join(' ')}\n`;
  writeFileSync(path.join(place, 'Makefile'), all + steps.map(rule).join(''));
  runIn(place, [make, '-j2']);
}

export const nothingToDo = (make) => [make, '--question'];
