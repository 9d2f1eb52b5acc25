import { readFileSync } from 'node:fs';
import type { StepFailure } from '../stages/stage.js';
import type { Limit } from './limits.js';
import type { WorkOrder } from './messages.js';

/** A process can be above its limit for so long. */
const LOOK_MS = 100;

/** Tells when a process takes longer for a step, or more memory, than it may. Gives what ends the watch. */
export function watchLimits(
  pid: number,
  { stage, limits: { timeout, memory } }: WorkOrder,
  exceeded: (failure: StepFailure) => void,
): () => void {
  const alarm = timeout && setTimeout(() => exceeded(timedOut(timeout, stage)), timeout.amount);
  const look = (limit: Limit) => {
    const taken = residentMemory(pid);
    if (taken !== undefined && taken > limit.amount) exceeded(outOfMemory(taken, limit, stage));
  };
  const looks = memory && setInterval(() => look(memory), LOOK_MS);
  return () => {
    clearTimeout(alarm);
    clearInterval(looks);
  };
}

/** Bytes of memory that a process has, WebAssembly's and shared ones too; undefined where the system does not tell. */
function residentMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function timedOut({ text, path }: Limit, stage: string): StepFailure {
  const message = `the step took longer than its limit of ${text}, and was stopped`;
  return { code: 'timed-out', message, hint: raise('timeout', stage), path };
}

function outOfMemory(taken: number, { text, path }: Limit, stage: string): StepFailure {
  const megabytes = Math.round(taken / 1e6);
  const message = `the step's process took ${megabytes} MB, more than its limit of ${text}, and was stopped`;
  return { code: 'out-of-memory', message, hint: raise('memory', stage), path };
}

function raise(limit: keyof WorkOrder['limits'], stage: string): string {
  return `raise \`${limit}\` in \`run\`, for this stage alone with \`stages: { ${stage}: { ${limit}: … } }\`; finished steps are kept`;
}
