import path from 'node:path';
import { execaNode } from 'execa';
import { COMMAND, parseRun } from '../stories/rig.js';
import type { Ended, RunParts } from './fault.js';

/** Which process is killed, and when; `marker` is a file that appears as it is. */
export interface Kill {
  readonly who: string;
  readonly at: number;
  readonly when: string;
  readonly marker: string;
}

interface RunningProcess {
  /** When all its processes have ended. */
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

const PRELOAD = path.resolve('test/faults/preload.cjs');
/** By far more than a run takes. */
const LIMIT_MS = 50_000;

/** The real command as a process group of its own. */
export function startRun({ file, folder, cache, out, jobs, only }: RunParts, kill?: Kill): RunningProcess {
  const args = ['run', file, '--reporter', 'json', '--cache', cache, '--out', out, '--jobs', String(jobs)];
  const child = execaNode(COMMAND, [...args, ...(only.length > 0 ? ['--only', ...only] : [])], {
    cwd: folder,
    reject: false,
    detached: true,
    env: {
      NO_COLOR: '1',
      ...(kill && { NODE_OPTIONS: `--require ${PRELOAD}`, KINDRED_FAULT: JSON.stringify({ folder, ...kill }) }),
    },
  });
  const alarm = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), LIMIT_MS);
  const ended = child.then(({ exitCode, stdout, stderr }) => {
    clearTimeout(alarm);
    return { exitCode, stderr, run: parseRun(stdout) };
  });
  return { ended, kill: (signal) => signalGroup(child.pid ?? 0, signal) };
}

/** A run may have ended before. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Removes everything from the cache that no run holds. */
export async function collect(cache: string): Promise<void> {
  await execaNode(COMMAND, ['cache', 'gc', '--max-size', '0kB', '--yes', '--cache', cache], { env: { NO_COLOR: '1' } });
}
