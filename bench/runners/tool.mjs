import { execFileSync, spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** Path of a tool, or its name where PATH has to find it. */
export function pathOf(name) {
  return process.env[name.toUpperCase()] ?? name;
}

/** First number in what a tool says of its version; undefined where it is missing. */
export function versionOf({ command, version = [command, '--version'] }) {
  const { status, stdout } = spawnSync(version[0], version.slice(1));
  return status === 0 ? /\d+(\.\d+)+/.exec(stdout.toString())?.[0] : undefined;
}

export const LIMIT_SECONDS = 900;

export function secondsOf(command, place) {
  const began = performance.now();
  runIn(place, command);
  return (performance.now() - began) / 1000;
}

/** Throws ETIMEDOUT after the limit. */
export function runIn(place, [file, ...args], env = {}) {
  execFileSync(file, args, {
    cwd: place,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 2 ** 28,
    timeout: 1000 * LIMIT_SECONDS,
    env: { ...process.env, ...env },
  });
}
