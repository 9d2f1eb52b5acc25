import type { Random } from '../../src/algorithms/random.js';
import type { parseRun } from '../stories/rig.js';
import type { Ground, Reference, Variant } from './ground.js';

/** Something that goes wrong in a run. */
export interface Fault {
  /** What happens, for people. */
  readonly title: string;
  /** Done to the ground before the run; gives the files whose bytes it destroys. */
  readonly prepare?: (ground: Ground) => readonly string[];
  /** The run, or several at once. */
  readonly perform: (run: RunParts) => Promise<readonly Ended[]>;
  /** Whether it went wrong at all: some runs end before the chosen moment. */
  readonly hasStruck?: () => boolean;
  /** Done after the run; gives the files whose bytes it destroys. */
  readonly aftermath?: () => readonly string[];
  /** Whether what is missing on the disk afterwards is the fault's doing. */
  readonly destroys?: boolean;
  /** Whether each run whose main process is not killed must end well, with nothing lost that was not destroyed. */
  readonly isHarmless?: boolean;
  /** An exit status besides 0 and 1 that tells the truth. */
  readonly mayExitWith?: number;
  /** What the experiment is from then on. */
  readonly leaves?: Variant;
}

export interface RunParts {
  readonly file: string;
  readonly folder: string;
  readonly cache: string;
  readonly out: string;
  readonly jobs: number;
  readonly only: readonly string[];
}

export interface Ended {
  /** Undefined where the main process died. */
  readonly exitCode: number | undefined;
  readonly stderr: string;
  readonly run: ReturnType<typeof parseRun>;
}

/** What a fault is chosen for. */
export interface Circumstances {
  readonly random: Random;
  readonly ground: Ground;
  readonly reference: Reference;
  /** About how many calls that write the run will make in its main process, in its workers, and in all. */
  readonly calls: Readonly<Record<Victim, number>>;
  /** A call from 1 to the last: over many cases each one's turn comes. */
  readonly nthOf: (calls: number) => number;
}

export type Victim = 'main' | 'worker' | 'both';

export type FaultTable = Readonly<Record<string, (given: Circumstances) => Fault>>;

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[random.below(values.length)];
}
