import { readFileSync } from 'node:fs';
import { ended } from './run.mjs';

/** The largest resident set, in MiB, that Linux saw in a process or any of its children, looked up ten times a second. */
export async function peakMebibytes(child, { alone = false } = {}) {
  let peak = 0;
  const poll = setInterval(() => {
    for (const pid of [child.pid, ...(alone ? [] : childrenOf(child.pid))])
      peak = Math.max(peak, highWaterKibibytes(pid));
  }, 100);
  try {
    await ended(child);
  } finally {
    clearInterval(poll);
  }
  return peak / 1024;
}

function childrenOf(pid) {
  return readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function highWaterKibibytes(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? 0);
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
