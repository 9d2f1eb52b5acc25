import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Random, randomFor } from '../../src/algorithms/random.js';
import { type Ended, type FaultTable, pick, type RunParts } from './fault.js';
import type { Ground, Reference, Variant } from './ground.js';
import { runInProcess } from './in-process.js';
import { type Finding, halfWritten, untruths, wrongHits } from './judge.js';

/** How a case went. */
export interface Verdict {
  readonly number: number;
  readonly kind: string;
  /** Everything that was done, in order. */
  readonly title: string;
  /** How many faults struck before the run's end. */
  readonly struck: number;
  readonly findings: readonly Finding[];
}

export interface Grounds {
  readonly full: Ground;
  readonly references: Readonly<Record<Variant, Reference>>;
}

/** Everything about a case follows from its kind and its number. */
export async function playCase(faults: FaultTable, kind: string, number: number, grounds: Grounds): Promise<Verdict> {
  const ground = grounds.full.copyTo(path.join(path.dirname(grounds.full.folder), `case-${number}`));
  try {
    const played = new Case(number, faults[kind], randomFor('fault', kind, number), ground, grounds.references);
    await played.play().catch((error: Error) => {
      if (!(error instanceof Hang)) throw error;
      played.findings.push({ offence: 'hang', detail: error.message });
    });
    const { titles, struck, findings } = played;
    return { number, kind, title: titles.join('; '), struck, findings };
  } finally {
    ground.remove();
  }
}

/** Real milliseconds, by far more than a run takes. */
const HANG_MS = 60_000;
/** A prime: consecutive cases take moments far apart, and many cases take each. */
const STRIDE = 61;
/** So that the wait for an owner of whom nothing is known is short. */
const FAST = 1000;

class Hang extends Error {}

class Case {
  readonly titles: string[] = [];
  readonly findings: Finding[] = [];
  struck = 0;
  readonly #jobs: number;
  readonly #only: readonly string[];
  /** Keys of steps that have finished. */
  readonly #finished = new Set<string>();
  readonly #destroyed = new Set<string>();
  #variant: Variant = 'base';

  constructor(
    readonly number: number,
    readonly fault: FaultTable[string],
    readonly random: Random,
    readonly ground: Ground,
    readonly references: Grounds['references'],
  ) {
    this.#jobs = pick(random, [1, 1, 2, 3]);
    this.#only = random.below(5) === 0 ? [] : ['kindred/*'];
  }

  async play(): Promise<void> {
    const missing = this.#takeAway();
    this.titles.push(`${missing} steps to do, ${this.#jobs} jobs${this.#only.length > 0 ? '' : ', with the report'}`);
    const times = this.random.below(4) === 0 ? 2 : 1;
    for (let time = 0; time < times && this.#variant === 'base'; time++) await this.#disturbedRun(missing);
    await this.#undisturbedRun();
    if (this.#variant === 'base') return;
    this.#variant = 'base';
    this.ground.write('base');
    await this.#undisturbedRun();
  }

  /** Removes a part of the steps as if they had not run yet; objects with their bytes may be there already. */
  #takeAway(): number {
    const steps = [...this.#reference().steps.values()];
    const isMissing = this.#chooseMissing(steps.length);
    const missing = steps.filter((_, index) => isMissing(index));
    for (const step of missing) {
      const [manifest, ...objects] = this.ground.filesOf(step);
      rmSync(manifest, { force: true });
      if (this.random.below(2) === 0) for (const object of objects) rmSync(object, { force: true });
    }
    this.#notePresent();
    return missing.length;
  }

  /** All, some here and there, or all from some step on. */
  #chooseMissing(count: number): (index: number) => boolean {
    const share = pick(this.random, [0.1, 0.5, 1]);
    const first = this.random.below(count);
    return this.random.below(2) === 0 ? () => this.random.uniform() < share : (index) => index >= first;
  }

  /** What an undisturbed run of the part that is run makes. */
  #reference(variant = this.#variant): Reference {
    const { steps, results } = this.references[variant];
    if (this.#only.length === 0) return { steps, results };
    return { steps: new Map([...steps].filter(([id]) => BEFORE_REPORT.test(id))), results: new Map() };
  }

  #isRight(variant = this.#variant): boolean {
    return wrongHits(this.ground, this.#reference(variant)).length === 0;
  }

  #notePresent(): void {
    for (const step of this.#reference().steps.values())
      if (this.ground.filesOf(step).every((file) => existsSync(file))) this.#finished.add(step.key);
  }

  async #disturbedRun(missing: number): Promise<void> {
    const { random, ground } = this;
    const fault = this.fault({
      random,
      ground,
      reference: this.#reference(),
      calls: callsOf(missing),
      nthOf: (calls) => 1 + ((this.number * STRIDE) % calls),
    });
    this.titles.push(fault.title);
    for (const file of fault.prepare?.(ground) ?? []) this.#destroyed.add(file);
    const all = await this.#run(fault.perform);
    if (fault.hasStruck?.() !== false) this.struck++;
    const variants = [this.#variant, fault.leaves ?? this.#variant];
    const isRight = () => variants.some((variant) => this.#isRight(variant));
    for (const ended of all) {
      this.findings.push(...untruths(ended, isRight, fault.mayExitWith));
      if (fault.isHarmless && ended.exitCode !== undefined) this.#demandSuccess(ended, fault.destroys);
    }
    for (const file of fault.aftermath?.() ?? []) this.#destroyed.add(file);
    this.#buryOwners();
    this.findings.push(...halfWritten(ground, this.#destroyed));
    if (fault.leaves === undefined) for (const ended of all) this.#noteFinished(ended);
    if (fault.destroys) this.#noteMissing();
    this.#variant = fault.leaves ?? this.#variant;
  }

  async #undisturbedRun(): Promise<void> {
    const [ended] = await this.#run(async (run) => [await runInProcess({ ...run, speed: FAST })]);
    this.findings.push(...untruths(ended, () => true));
    this.findings.push(...wrongHits(this.ground, this.#reference()));
    this.#demandSuccess(ended);
    this.#noteFinished(ended);
  }

  async #run(perform: (run: RunParts) => Promise<readonly Ended[]>): Promise<readonly Ended[]> {
    const { experiment, folder, cache, results } = this.ground;
    const out = path.dirname(results);
    // A run of some steps leaves results alone, and tells what it did only where there are none.
    if (this.#only.length > 0) rmSync(results, { recursive: true, force: true });
    const runs = perform({ file: experiment, folder, cache, out, jobs: this.#jobs, only: this.#only });
    let alarm: NodeJS.Timeout | undefined;
    const hang = new Promise<never>((_, reject) => {
      alarm = setTimeout(() => reject(new Hang(this.titles.at(-1))), HANG_MS);
    });
    return await Promise.race([runs, hang]).finally(() => clearTimeout(alarm));
  }

  /** All steps end well, and those that had finished do not run again unless their bytes were destroyed. */
  #demandSuccess(ended: Ended, mayLose = false): void {
    if (ended.exitCode !== 0)
      this.findings.push({ offence: 'untrue exit status', detail: `${ended.exitCode}: ${ended.stderr}` });
    if (mayLose) return;
    for (const [id, step] of this.#reference().steps) {
      const isExcused = this.ground.filesOf(step).some((file) => this.#destroyed.has(file));
      if (this.#finished.has(step.key) && !isExcused && ended.run.steps.get(id)?.outcome !== 'cached')
        this.findings.push({ offence: 'lost step', detail: id });
    }
  }

  #noteFinished({ run }: Ended): void {
    for (const [id, { key }] of this.#reference().steps) {
      const outcome = run.steps.get(id)?.outcome;
      // Without a figure that failed, the page is another one, of another key.
      const isLacking = id === 'page' && run.withOutcome('failed').length > 0;
      if ((outcome === 'ran' || outcome === 'cached') && !isLacking) this.#finished.add(key);
    }
  }

  #noteMissing(): void {
    for (const step of this.#reference().steps.values())
      for (const file of this.ground.filesOf(step)) if (!existsSync(file)) this.#destroyed.add(file);
  }

  /** Leases of dead processes name one that is not this one, which plays them all. */
  #buryOwners(): void {
    for (const file of this.ground.files(path.join(this.ground.cache, 'leases'))) {
      const text = readFileSync(file, 'utf8');
      if (text.includes(`"pid":${process.pid},`)) writeFileSync(file, text.replace(/"started":"/, '"started":"not '));
    }
  }
}

/** The steps that trees need: all but what tells of results. */
const BEFORE_REPORT = /^(dataset|probe|train|capture|reduce|cluster|label|compare|kindred)\b/;

/** As counted in an undisturbed run. */
function callsOf(steps: number) {
  const [main, worker] = [8 + 5 * steps, 1 + 15 * steps];
  return { main, worker, both: main + worker };
}
