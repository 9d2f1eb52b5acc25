import { readdirSync, readFileSync } from 'node:fs';

/** Processes that a process has started, and that have not ended. */
export function childrenOf(parent: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((pid) => lookAt(pid)?.parent === parent);
}

/** A process that has ended is there until its parent takes note. */
export function isRunning(pid: number): boolean {
  return !/^[ZX]$/.test(lookAt(pid)?.state ?? 'X');
}

/** Clock ticks that a process has computed for. */
export function ticksOf(pid: number): number {
  return lookAt(pid)?.ticks ?? 0;
}

function lookAt(pid: number) {
  try {
    const [state, parent, ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { state, parent: Number(parent), ticks: Number(rest[9]) };
  } catch {
    return undefined;
  }
}
