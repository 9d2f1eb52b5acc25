import type { SourceFiles } from '../data/adapter.js';
import type { RunConfig } from '../language/config.js';
import type { Digest, Key } from '../store/fingerprint.js';
import type { Leases } from '../store/lease.js';
import type { Owner } from '../store/owner.js';
import type { Artifacts, Store } from '../store/store.js';
import { Agenda } from './agenda.js';
import { type Estimator, guessedSeconds } from './estimate.js';
import type { Listener } from './events.js';
import { limitsOf } from './limits.js';
import type { WorkerDeath, WorkResult } from './messages.js';
import type { Executor } from './pool.js';
import { remainingSeconds } from './priority.js';
import type { Candidate } from './ready-queue.js';
import { mayEndOtherwise, pauseMs, Retries } from './retries.js';
import type { Step } from './step.js';
import { cannotWrite, corruptObject, failed, ran, type StepRecord } from './step-record.js';

export interface RunOptions {
  /** In dependency order. */
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly leases: Leases;
  readonly jobs: number;
  /** Retries and limits. */
  readonly run: RunConfig;
  /** Whether a failed step is the last one that is started. */
  readonly failFast: boolean;
  readonly openExecutor: () => Executor;
  /** Steps to run even where the cache has them. */
  readonly isForced: (id: string) => boolean;
  /** The dataset's source files. */
  readonly sources: SourceFiles;
  readonly estimate: Estimator;
  readonly listen: Listener;
  readonly stopping: Stopping;
}

/** How a run is asked to stop before its end. */
export interface Stopping {
  /** What runs may finish; nothing more is started. */
  readonly gently: AbortSignal;
  /** What runs is ended. */
  readonly atOnce: AbortSignal;
}

/** How often a step is tried again when one of its inputs turns out to be corrupt. */
const MOST_REPAIRS = 2;
const LEASE_POLL_MS = 200;

/** Brings every step up to date; resolves when all have ended, or when the run is stopped. */
export function runSteps(options: RunOptions): Promise<Map<string, StepRecord>> {
  return new Run(options).finish();
}

/** A worker, the step that it does, and the one that it did last. */
interface Slot {
  readonly worker: Executor;
  now: string | undefined;
  last: string | undefined;
}

class Run {
  readonly #options: RunOptions;
  readonly #agenda: Agenda;
  readonly #retries = new Retries();
  readonly #announced = new Set<string>();
  #holdsHits = false;
  /** Nothing more is started. */
  #isEnding = false;
  readonly #ended = new AbortController();
  readonly #workers: readonly Slot[];
  readonly #idle: Slot[];
  #poll: NodeJS.Timeout | undefined;
  #resolve: (records: Map<string, StepRecord>) => void = () => {};
  #reject: (bug: Error) => void = () => {};

  constructor(options: RunOptions) {
    const { steps, estimate, jobs, openExecutor, listen } = options;
    this.#options = options;
    this.#agenda = new Agenda({
      steps,
      remaining: remainingSeconds(steps, guessedSeconds(estimate)),
      find: (step, key) => this.#find(step, key),
      onEnd: ({ id, stage }, { outcome, seconds, failure }) => {
        listen({ type: 'step', id, stage, outcome, seconds, ...(failure && { failure }) });
        if (outcome === 'failed' && options.failFast && !this.#isEnding) this.#startNoMore('failure');
      },
    });
    this.#workers = Array.from({ length: jobs }, () => ({ worker: openExecutor(), now: undefined, last: undefined }));
    this.#idle = [...this.#workers];
  }

  finish(): Promise<Map<string, StepRecord>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      const { gently, atOnce } = this.#options.stopping;
      if (gently.aborted || atOnce.aborted) return this.#stop();
      const { signal } = this.#ended;
      atOnce.addEventListener('abort', () => this.#stop(), { signal });
      gently.addEventListener('abort', () => this.#stopGently(), { signal });
      this.#advance();
    });
  }

  #stopGently(): void {
    this.#orCrash(() => {
      this.#startNoMore('signal');
      this.#advance();
    });
  }

  #startNoMore(because: 'signal' | 'failure'): void {
    this.#isEnding = true;
    for (const step of this.#retries.cancel()) this.#agenda.retry(step);
    const ids = this.#workers.flatMap(({ now }) => now ?? []);
    this.#options.listen({ type: 'stopping', because, ids });
  }

  #stop(): void {
    this.#ended.abort();
    clearInterval(this.#poll);
    this.#retries.cancel();
    for (const { worker } of this.#workers) worker.stop();
    this.#options.leases.releaseAll();
    this.#resolve(this.#agenda.ended);
  }

  #find({ id }: Step, key: Key): Artifacts | undefined {
    const { isForced, store } = this.#options;
    const manifest = isForced(id) ? undefined : store.find(key);
    if (manifest !== undefined && this.#holdsHits) store.markUsed(key);
    return manifest?.artifacts;
  }

  /** A run with work ahead keeps the collector off what it found. */
  #holdHits(): void {
    if (this.#holdsHits) return;
    this.#holdsHits = true;
    const { leases, store } = this.#options;
    leases.announceRun();
    for (const { key } of this.#agenda.ended.values()) if (key !== undefined) store.markUsed(key);
  }

  /** Gives work to idle workers; ends the run when nothing is left. */
  #advance(): void {
    if (this.#options.stopping.atOnce.aborted) return;
    const held = this.#isEnding ? [] : this.#startSteps();
    if (held.length > 0) this.#poll ??= setInterval(() => this.#orCrash(() => this.#advance()), LEASE_POLL_MS);
    else if (!this.#agenda.isBusy) this.#stop();
  }

  /** Gives what other runs work on. */
  #startSteps(): Candidate[] {
    const held: Candidate[] = [];
    for (let slot = this.#idle.pop(); slot !== undefined; slot = this.#idle.pop()) {
      const candidate = this.#takeNext(slot, held);
      if (candidate === undefined) {
        this.#idle.push(slot);
        break;
      }
      this.#work(candidate, slot).catch((error: Error) => this.#crash(error));
    }
    for (const candidate of held) this.#agenda.putBack(candidate);
    return held;
  }

  /** A bug in a callback ends the run. */
  #orCrash(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#crash(error as Error);
    }
  }

  #crash(error: Error): void {
    this.#reject(error);
    this.#stop();
  }

  /** A step for a worker, whose lease is ours now; adds to `held` what other runs work on. */
  #takeNext({ last }: Slot, held: Candidate[]): Candidate | undefined {
    for (let candidate = this.#take(last); candidate !== undefined; candidate = this.#take(last)) {
      const claim = this.#claim(candidate);
      if (claim === 'taken') return candidate;
      if (claim === 'held') held.push(candidate);
    }
    return undefined;
  }

  /** A step that cannot be stored is a failure too. */
  #take(last: string | undefined): Candidate | undefined {
    return this.#isEnding ? undefined : this.#agenda.take(last);
  }

  /** Takes the step's lease, unless another run has it; that may have finished the step by now. */
  #claim(candidate: Candidate): 'taken' | 'held' | 'ended' {
    const { step, key } = candidate;
    const { leases } = this.#options;
    this.#holdHits();
    try {
      const owner = leases.acquire(key);
      if (owner !== undefined) {
        this.#announceWait(step.id, owner);
        return this.#agenda.endIfCached(candidate) ? 'ended' : 'held';
      }
    } catch (error) {
      this.#agenda.end(step, failed(cannotWrite(error as Error)));
      return 'ended';
    }
    if (!this.#agenda.endIfCached(candidate)) return 'taken';
    leases.release(key);
    return 'ended';
  }

  #announceWait(id: string, { user, pid, host }: Owner): void {
    if (this.#announced.has(id)) return;
    this.#announced.add(id);
    this.#notice(`${id}: waiting for ${user} (process ${pid} on ${host}), who is working on it`);
  }

  #notice(message: string): void {
    this.#options.listen({ type: 'notice', message });
  }

  async #work({ step, fingerprint, key }: Candidate, slot: Slot): Promise<void> {
    const { id, stage } = step;
    const { listen, store, sources, run, stopping, leases } = this.#options;
    slot.now = id;
    listen({ type: 'started', id, stage });
    const order = { id, stage, fingerprint, cache: store.root, sources, limits: limitsOf(run, stage) };
    const result = await slot.worker.run(order, (progress) => listen({ type: 'progress', id, ...progress }));
    if (stopping.atOnce.aborted) return;
    leases.release(key);
    slot.now = undefined;
    slot.last = id;
    this.#idle.push(slot);
    this.#conclude(step, key, result);
    this.#advance();
  }

  #conclude(step: Step, key: Key, result: WorkResult): void {
    if (result.type === 'done') {
      this.#agenda.end(step, ran(key, result.artifacts, result.seconds));
    } else if (result.type === 'corrupt') {
      this.#repair(step, result.digest);
    } else if (result.type === 'died') {
      this.#afterDeath(step, result);
    } else {
      this.#agenda.end(step, failed(result.failure));
    }
  }

  #afterDeath(step: Step, death: WorkerDeath): void {
    const { id, stage } = step;
    const { run } = this.#options;
    const { retries } = run.stages[stage] ?? run;
    const retry = mayEndOtherwise(death) ? this.#retries.next(`${id}: worker died`, retries) : undefined;
    if (retry === undefined) {
      this.#agenda.end(step, failed(death.failure));
    } else if (this.#isEnding) {
      // It has not failed, and is not tried again in this run.
      this.#agenda.retry(step);
    } else {
      const pause = pauseMs(retry);
      this.#options.listen({ type: 'retry', id, stage, retry, retries, seconds: pause / 1000, failure: death.failure });
      this.#retries.pause(step, pause, () => this.#orCrash(() => this.#retry(step)));
    }
  }

  #retry(step: Step): void {
    this.#agenda.retry(step);
    this.#advance();
  }

  /** Has a step that met a corrupt input tried again once the input is there; other steps may have met the same one. */
  #repair(step: Step, digest: Digest): void {
    if (!this.#agenda.isReady(step)) this.#agenda.retry(step);
    else if (this.#retries.next(`${step.id}: ${digest}`, MOST_REPAIRS) === undefined)
      this.#agenda.end(step, failed(corruptObject(digest)));
    else if (this.#discard(step, digest)) this.#agenda.retry(step);
  }

  /** Drops the object if it is still corrupt, and has it made again; ends the step where that is not possible. */
  #discard(step: Step, digest: Digest): boolean {
    try {
      if (!this.#options.store.discard(digest)) return true;
    } catch (error) {
      this.#agenda.end(step, failed(cannotWrite(error as Error)));
      return false;
    }
    const makers = this.#agenda.makeAgain(digest);
    const remedy = makers.length > 0 ? `making it again: ${makers.join(', ')}` : 'dropped';
    this.#notice(`${corruptObject(digest).message}; ${remedy}`);
    return true;
  }
}
