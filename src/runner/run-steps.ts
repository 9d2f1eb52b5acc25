import type { Digest, Key } from '../store/fingerprint.js';
import type { Leases } from '../store/lease.js';
import type { Store } from '../store/store.js';
import type { Estimator } from './estimate.js';
import type { Listener } from './events.js';
import { Lookup } from './lookup.js';
import type { WorkResult } from './messages.js';
import type { Executor } from './pool.js';
import { predecessors, remainingSeconds } from './priority.js';
import type { Step } from './step.js';
import {
  cached,
  cannotWrite,
  corruptObject,
  failed,
  isUnsuccessful,
  ran,
  type StepRecord,
  skipped,
} from './step-record.js';

export interface RunOptions {
  /** In dependency order. */
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly leases: Leases;
  readonly jobs: number;
  readonly openExecutor: () => Executor;
  /** Steps to run even where the cache has them. */
  readonly isForced: (id: string) => boolean;
  /** Folder of the dataset's source files, if the user named one. */
  readonly folder: string | undefined;
  readonly estimate: Estimator;
  readonly listen: Listener;
  readonly signal: AbortSignal;
}

/** How often a step is tried when its worker dies, or one of its inputs turns out to be corrupt. */
const MAX_ATTEMPTS = 3;
const LEASE_POLL_MS = 200;

/** Brings every step up to date; resolves when all have ended, or when the signal stops the run. */
export function runSteps(options: RunOptions): Promise<Map<string, StepRecord>> {
  return new Run(options).finish();
}

class Run {
  readonly #options: RunOptions;
  readonly #byId: Map<string, Step>;
  readonly #dependents = new Map<string, Step[]>();
  readonly #remaining: Map<string, number>;
  readonly #lookup = new Lookup();
  readonly #ended = new Map<string, StepRecord>();
  /** Misses whose inputs are known, waiting for a worker. */
  readonly #ready = new Map<string, Step>();
  /** For each key that was no hit, the first step that has it; its twins wait for it and then find a hit. */
  readonly #firstWith = new Map<Key, string>();
  readonly #running = new Set<string>();
  /** Attempts of a step that a dead worker or a corrupt input broke off, by step and reason. */
  readonly #brokenOff = new Map<string, number>();
  readonly #announced = new Set<string>();
  readonly #idle: { readonly worker: Executor; last: string | undefined }[];
  readonly #workers: readonly Executor[];
  #holdsHits = false;
  #poll: NodeJS.Timeout | undefined;
  #resolve: (records: Map<string, StepRecord>) => void = () => {};
  #reject: (bug: Error) => void = () => {};

  constructor(options: RunOptions) {
    this.#options = options;
    this.#byId = new Map(options.steps.map((step) => [step.id, step]));
    this.#remaining = remainingSeconds(options.steps, options.estimate);
    for (const step of options.steps) {
      for (const before of predecessors(step))
        this.#dependents.set(before, [...(this.#dependents.get(before) ?? []), step]);
    }
    this.#workers = Array.from({ length: options.jobs }, options.openExecutor);
    this.#idle = this.#workers.map((worker) => ({ worker, last: undefined }));
  }

  finish(): Promise<Map<string, StepRecord>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (this.#options.signal.aborted) return this.#stop();
      this.#options.signal.addEventListener('abort', () => this.#stop(), { once: true });
      for (const step of this.#options.steps) this.#settle(step);
      if (this.#ready.size > 0) this.#holdHits();
      this.#advance();
    });
  }

  /** A run with work ahead keeps the collector off what it found. */
  #holdHits(): void {
    const { leases, store } = this.#options;
    leases.announceRun();
    this.#holdsHits = true;
    for (const { key } of this.#ended.values()) if (key !== undefined) store.markUsed(key);
  }

  #stop(): void {
    clearInterval(this.#poll);
    for (const worker of this.#workers) worker.stop();
    this.#options.leases.releaseAll();
    this.#resolve(this.#ended);
  }

  /** Once a step's inputs are known it is either a hit or ready to run. */
  #settle(step: Step): void {
    const { id } = step;
    if (this.#ended.has(id) || this.#running.has(id) || this.#ready.has(id) || !this.#lookup.isReady(step)) return;
    if (this.#endIfCached(step)) return;
    this.#ready.set(id, step);
    const { key } = this.#lookup.resolve(step);
    if (!this.#firstWith.has(key)) this.#firstWith.set(key, id);
  }

  #endIfCached(step: Step): boolean {
    if (this.#options.isForced(step.id)) return false;
    const { key } = this.#lookup.resolve(step);
    const manifest = this.#options.store.find(key);
    if (manifest === undefined) return false;
    if (this.#holdsHits) this.#options.store.markUsed(key);
    this.#end(step, cached(key, manifest.artifacts));
    return true;
  }

  #end(step: Step, record: StepRecord): void {
    this.#ready.delete(step.id);
    this.#ended.set(step.id, record);
    const { outcome, seconds, failure } = record;
    this.#options.listen({
      type: 'step',
      id: step.id,
      stage: step.stage,
      outcome,
      seconds,
      ...(failure && { failure }),
    });
    if (isUnsuccessful(record)) {
      this.#skipDependents(step);
    } else {
      this.#lookup.learn(step.id, record.artifacts);
      for (const dependent of this.#dependents.get(step.id) ?? []) this.#settle(dependent);
    }
  }

  #skipDependents(step: Step): void {
    for (const dependent of this.#dependents.get(step.id) ?? []) {
      if (!this.#ended.has(dependent.id) && !this.#running.has(dependent.id)) this.#end(dependent, skipped(step.id));
    }
  }

  /** Gives work to idle workers; ends the run when nothing is left. */
  #advance(): void {
    if (this.#options.signal.aborted) return;
    for (let slot = this.#idle.pop(); slot !== undefined; slot = this.#idle.pop()) {
      const step = this.#takeNext(slot.last);
      if (step === undefined) {
        this.#idle.push(slot);
        break;
      }
      void this.#work(step, slot);
    }
    if (this.#running.size > 0) return;
    if (this.#ready.size === 0) this.#stop();
    else this.#pollLeases();
  }

  #pollLeases(): void {
    this.#poll ??= setInterval(() => this.#orCrash(() => this.#advance()), LEASE_POLL_MS);
  }

  /** A bug in a callback ends the run. */
  #orCrash(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#reject(error as Error);
      this.#stop();
    }
  }

  /** The ready step with the longest chain behind it, or the next epoch of the model that this worker has in memory. */
  #takeNext(last: string | undefined): Step | undefined {
    const rank = (step: Step) =>
      step.after === last && last !== undefined ? Infinity : (this.#remaining.get(step.id) ?? 0);
    const candidates = [...this.#ready.values()].filter(
      (step) => this.#lookup.isReady(step) && (step.after === undefined || !this.#isUnfinished(step.after)),
    );
    for (const step of candidates.sort((a, b) => rank(b) - rank(a))) {
      if (this.#ended.has(step.id) || !this.#claim(step)) continue;
      this.#ready.delete(step.id);
      return step;
    }
    return undefined;
  }

  #isUnfinished(id: string): boolean {
    return this.#byId.has(id) && !this.#ended.has(id);
  }

  /** Takes the step's lease; false where a twin or another run works on it, or has just finished it. */
  #claim(step: Step): boolean {
    const { key } = this.#lookup.resolve(step);
    const first = this.#firstWith.get(key) ?? step.id;
    if (first !== step.id && !this.#ended.has(first)) return false;
    try {
      const owner = this.#options.leases.acquire(key);
      if (owner !== undefined) {
        this.#announceWait(
          step.id,
          `${step.id}: waiting for ${owner.user} (process ${owner.pid} on ${owner.host}), who is working on it`,
        );
        this.#pollLeases();
        this.#endIfCached(step);
        return false;
      }
    } catch (error) {
      this.#end(step, failed(cannotWrite(error as Error)));
      return false;
    }
    if (!this.#endIfCached(step)) return true;
    this.#options.leases.release(key);
    return false;
  }

  #announceWait(id: string, message: string): void {
    if (this.#announced.has(id)) return;
    this.#announced.add(id);
    this.#options.listen({ type: 'notice', message });
  }

  async #work(step: Step, slot: { readonly worker: Executor; last: string | undefined }): Promise<void> {
    const { id, stage } = step;
    const { fingerprint, key } = this.#lookup.resolve(step);
    this.#running.add(id);
    this.#options.listen({ type: 'started', id, stage });
    const order = { id, stage, fingerprint, cache: this.#options.store.root, folder: this.#options.folder ?? null };
    const result = await slot.worker.run(order, (progress) =>
      this.#options.listen({ type: 'progress', id, ...progress }),
    );
    if (this.#options.signal.aborted) return;
    this.#running.delete(id);
    this.#options.leases.release(key);
    this.#idle.push(slot);
    slot.last = id;
    this.#orCrash(() => {
      this.#digest(step, key, result);
      this.#advance();
    });
  }

  #digest(step: Step, key: Key, result: WorkResult): void {
    if (result.type === 'done') {
      this.#end(step, ran(key, result.artifacts, result.seconds));
    } else if (result.type === 'corrupt') {
      this.#repair(step, result.digest);
    } else if (result.failure.code === 'worker-died' && this.#mayRetry(`${step.id}: worker died`)) {
      this.#options.listen({ type: 'notice', message: `${step.id}: ${result.failure.message}; trying again` });
      this.#settle(step);
    } else {
      this.#end(step, failed(result.failure));
    }
  }

  #mayRetry(reason: string): boolean {
    const attempts = (this.#brokenOff.get(reason) ?? 0) + 1;
    this.#brokenOff.set(reason, attempts);
    return attempts < MAX_ATTEMPTS;
  }

  /** Has a step that met a corrupt input tried again once the input is there; other steps may have met the same one. */
  #repair(step: Step, digest: Digest): void {
    const lost = step.needs.find((need) => isUnsuccessful(this.#ended.get(need)));
    if (lost !== undefined) this.#end(step, skipped(lost));
    else if (!this.#mayRetry(`${step.id}: ${digest}`)) this.#end(step, failed(corruptObject(digest)));
    else if (this.#lookup.isReady(step)) {
      if (this.#discard(step, digest)) this.#makeAgain(digest);
      this.#settle(step);
    }
  }

  /** Drops the object if it is still corrupt. */
  #discard(step: Step, digest: Digest): boolean {
    try {
      return this.#options.store.discard(digest);
    } catch (error) {
      this.#end(step, failed(cannotWrite(error as Error)));
      return false;
    }
  }

  /** Brings the steps that made an object back into the run. */
  #makeAgain(digest: Digest): void {
    const makers = this.#options.steps.filter(({ id }) => this.#lookup.hasMade(id, digest));
    const ids = makers.map(({ id }) => id);
    this.#options.listen({
      type: 'notice',
      message: `${corruptObject(digest).message}; making it again: ${ids.join(', ')}`,
    });
    for (const id of ids) {
      this.#ended.delete(id);
      this.#lookup.forget(id);
    }
    for (const maker of makers) this.#settle(maker);
  }
}
