import { vi } from 'vitest';
import { plan } from '../../src/cli/commands/plan.js';
import { runIfNeeded } from '../../src/cli/commands/run-if-needed.js';
import { attempt } from '../../src/runner/attempt.js';
import type { Executor } from '../../src/runner/pool.js';
import { parseRun } from '../stories/rig.js';

/** The commands in this process, and steps too: a run of a tiny experiment then takes less than the start of a worker. */
export interface Place {
  readonly file: string;
  readonly cache: string;
  readonly out: string;
}

interface Planned {
  readonly steps: readonly {
    readonly id: string;
    readonly status: 'run' | 'may run' | 'cached';
    readonly key?: string;
    readonly because?: readonly string[];
  }[];
}

export async function plannedIn({ file, cache, out }: Place): Promise<Planned['steps']> {
  const { status, stdout } = await heard(async () => plan(file, { set: [], cache, out, jobs: 2, json: true }));
  if (status !== 0) throw new Error(`plan: exit status ${status}`);
  return (JSON.parse(stdout) as Planned).steps;
}

export async function runIn({ file, cache, out }: Place, only: readonly string[] = []) {
  const options = { set: [], force: [], only, jobs: 2, reporter: 'json' as const, cache, out };
  const { status, stdout } = await heard(() => runIfNeeded(file, options, inThisProcess));
  return { status, ...parseRun(stdout) };
}

function inThisProcess(): Executor {
  return { run: attempt, stop() {} };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a command prints, instead of printing it; what it waits for is forgotten afterwards. */
async function heard(command: () => Promise<number>): Promise<{ status: number; stdout: string }> {
  const before = SIGNALS.map((signal) => process.listeners(signal));
  const texts: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    texts.push(String(text));
    return true;
  });
  try {
    return { status: await command(), stdout: texts.join('') };
  } finally {
    write.mockRestore();
    for (const [index, signal] of SIGNALS.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index].includes(listener)) process.off(signal, listener);
      }
    }
  }
}
