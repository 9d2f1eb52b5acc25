import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Whatever a run leaves behind. */
export const folder = mkdtempSync(path.join(tmpdir(), 'kindred-bench-'));

export function removeFolder() {
  rmSync(folder, { recursive: true, force: true });
}

/** What a script of work/ prints: one JSON object. */
export function runWork(script, ...args) {
  const file = fileURLToPath(new URL(`../work/${script}`, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [file, ...args.map(String)]).toString() || 'null');
}

/** `pipeline run` of a shipped experiment, or of a file by its absolute path, as a child process; its cache and its results have names in the folder. */
export function startPipeline(experiment, { cache, results = 'results' }, ...rest) {
  const command = [path.join(root, 'dist/pipeline.js'), 'run', path.resolve(root, 'experiments', experiment)];
  const places = ['--cache', path.join(folder, cache), '--out', path.join(folder, results)];
  return spawn(process.execPath, [...command, '--reporter', 'json', ...places, ...rest], { stdio: 'ignore' });
}

export function start(script, ...args) {
  return spawn(process.execPath, [fileURLToPath(new URL(`../work/${script}`, import.meta.url)), ...args], {
    stdio: 'ignore',
  });
}

export function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit status ${code}`))));
  });
}

/** Wall seconds until all children that `begin` starts have ended. */
export async function wallSeconds(begin) {
  const began = performance.now();
  await Promise.all([begin()].flat().map(ended));
  return (performance.now() - began) / 1000;
}
