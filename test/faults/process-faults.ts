import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../src/store/error-code.js';
import { type Circumstances, type Fault, type FaultTable, pick } from './fault.js';
import { canMount, SmallDisk } from './small-disk.js';
import { collect, startRun } from './start-run.js';

/** Faults of real processes, which this one does not see from inside. */
export const PROCESS_FAULTS: FaultTable = {
  SIGKILL: kill,
  'several runs': severalRuns,
  'several runs and SIGKILL': severalRunsAndKill,
  interrupt,
  collector,
  'deleted cache': deletedCache,
  ...(canMount() && { 'full disk': fullDisk, 'read-only disk': readOnlyDisk }),
};

/** Before, in the middle of or after the n-th call that writes. */
function kill({ random, ground, calls, nthOf }: Circumstances): Fault {
  const who = pick(random, ['main', 'worker', 'both'] as const);
  // Each process counts its own calls.
  const at = nthOf(Math.ceil((who === 'both' ? calls.main : calls[who]) / 2));
  const when = pick(random, ['before', 'half', 'after']);
  const marker = path.join(ground.folder, 'killed');
  return {
    title: `SIGKILL of ${who}, ${when} write ${at}`,
    perform: async (run) => [await startRun(run, { who, at, when, marker }).ended],
    hasStruck: () => existsSync(marker),
    aftermath: () => {
      rmSync(marker, { force: true });
      return [];
    },
    isHarmless: true,
  };
}

function severalRuns({ random }: Circumstances): Fault {
  const count = 2 + random.below(7);
  return {
    title: `${count} runs at once`,
    perform: (run) => Promise.all(Array.from({ length: count }, () => startRun(run).ended)),
    isHarmless: true,
  };
}

/** One of several is killed; the others go on, and take over what it had begun. */
function severalRunsAndKill(given: Circumstances): Fault {
  const { random } = given;
  const victim = kill(given);
  const count = 1 + random.below(4);
  return {
    ...victim,
    title: `${victim.title}, of one of ${count + 1} runs at once`,
    perform: async (run) => {
      const others = Array.from({ length: count }, () => startRun(run).ended);
      return (await Promise.all([victim.perform(run), ...others])).flat();
    },
  };
}

/** Ctrl-C, once or twice, or the end of the session. */
function interrupt({ random }: Circumstances): Fault {
  const signal = pick(random, ['SIGINT', 'SIGTERM', 'SIGHUP'] as const);
  const times = 1 + random.below(2);
  const after = random.below(1200);
  return {
    title: `${times} ${signal} after ${after} ms`,
    perform: async (run) => {
      const running = startRun(run);
      await sleep(after);
      for (let time = 0; time < times; time++) running.kill(signal);
      return [await running.ended];
    },
    mayExitWith: 130,
  };
}

/** The collector removes all that it may, again and again, while two runs are under way. */
function collector({ random, ground }: Circumstances): Fault {
  const pauses = Array.from({ length: 4 }, () => random.below(300));
  return {
    title: `the collector after pauses of ${pauses.join(', ')} ms`,
    perform: async (run) => {
      const runs = [startRun(run).ended, startRun(run).ended];
      for (const pause of pauses) {
        await sleep(pause);
        await collect(ground.cache);
      }
      return await Promise.all(runs);
    },
    destroys: true,
    isHarmless: true,
  };
}

function deletedCache({ random, ground }: Circumstances): Fault {
  const after = random.below(1200);
  return {
    title: `the cache is deleted after ${after} ms`,
    perform: async (run) => {
      const { ended } = startRun(run);
      await sleep(after);
      deleteWhileUsed(ground.cache);
      return [await ended];
    },
    destroys: true,
  };
}

/** A run makes files in the folder meanwhile: what is there again is deleted again. */
function deleteWhileUsed(folder: string): void {
  for (let tries = 100; tries > 0; tries--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (tries === 1 || codeOf(error) !== 'ENOTEMPTY') throw error;
    }
  }
}

/** A real one, of a few hundred kilobytes. */
function fullDisk({ random, ground }: Circumstances): Fault {
  const spare = random.below(100);
  const disk = new SmallDisk(ground.cache);
  return {
    title: `a disk with ${spare} kB left`,
    prepare: () => {
      disk.mount(spare);
      return [];
    },
    perform: async (run) => [await startRun(run).ended],
    aftermath: () => {
      disk.grow();
      return [];
    },
  };
}

function readOnlyDisk({ random, ground }: Circumstances): Fault {
  const after = pick(random, [0, random.below(1200)]);
  const disk = new SmallDisk(ground.cache);
  return {
    title: `a disk that is read-only after ${after} ms`,
    prepare: () => {
      disk.mount(10_000);
      if (after === 0) disk.makeReadOnly();
      return [];
    },
    perform: async (run) => {
      const { ended } = startRun(run);
      await sleep(after);
      disk.makeReadOnly();
      return [await ended];
    },
    aftermath: () => {
      disk.grow();
      return [];
    },
  };
}
