import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runIn } from './tool.mjs';

/** A package for each step: a task of Turborepo is a script of a package. */
export function setUp(place, { steps }, turbo) {
  const write = (name, value) => writeFileSync(path.join(place, name), JSON.stringify(value));
  write('package.json', { name: 'root', private: true, packageManager: 'npm@10.8.2', workspaces: ['packages/*'] });
  write('package-lock.json', { name: 'root', lockfileVersion: 3, packages: {} });
  write('turbo.json', { tasks: { build: { dependsOn: ['^build'], inputs: ['package.json'], outputs: ['out'] } } });
  for (const [number, needs] of steps.entries()) {
    mkdirSync(path.join(place, 'packages', `${number}`), { recursive: true });
    write(`packages/${number}/package.json`, {
      name: `s${number}`,
      version: '1.0.0',
      scripts: { build: 'echo > out' },
      dependencies: Object.fromEntries(needs.map((need) => [`s${need}`, '*'])),
    });
  }
  runIn(place, nothingToDo(turbo), { PATH: `${standIn(place)}:${process.env.PATH}` });
}

/** To fill the cache: an npm that starts in no time. */
function standIn(place) {
  const bin = path.join(place, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'npm'), '#!/bin/sh\necho > out\n');
  chmodSync(path.join(bin, 'npm'), 0o755);
  return bin;
}

export const nothingToDo = (turbo) => [turbo, 'run', 'build', '--no-daemon', '--output-logs=none'];
