import type { SourceFiles } from '../data/adapter.js';
import type { Digest, Key } from '../store/fingerprint.js';
import type { Leases } from '../store/lease.js';
import type { Owner } from '../store/owner.js';
import type { Artifacts, Store } from '../store/store.js';
import { Agenda } from './agenda.js';
import type { Estimator } from './estimate.js';
import type { Listener } from './events.js';
import type { WorkResult } from './messages.js';
import type { Executor } from './pool.js';
import { remainingSeconds } from './priority.js';
import type { Candidate } from './ready-queue.js';
import type { Step } from './step.js';
import { cannotWrite, corruptObject, failed, ran, type StepRecord } from './step-record.js';

export interface RunOptions {
  /** In dependency order. */
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly leases: Leases;
  readonly jobs: number;
  readonly openExecutor: () => Executor;
  /** Steps to run even where the cache has them. */
  readonly isForced: (id: string) => boolean;
  /** The dataset's source files. */
  readonly sources: SourceFiles;
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

/** A worker and the step that it did last. */
interface Slot {
  readonly worker: Executor;
  last: string | undefined;
}

class Run {
  readonly #options: RunOptions;
  readonly #agenda: Agenda;
  /** Attempts of a step that a dead worker or a corrupt input broke off, by step and reason. */
  readonly #brokenOff = new Map<string, number>();
  readonly #announced = new Set<string>();
  #holdsHits = false;
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
      remaining: remainingSeconds(steps, estimate),
      find: (step, key) => this.#find(step, key),
      onEnd: ({ id, stage }, { outcome, seconds, failure }) =>
        listen({ type: 'step', id, stage, outcome, seconds, ...(failure && { failure }) }),
    });
    this.#workers = Array.from({ length: jobs }, () => ({ worker: openExecutor(), last: undefined }));
    this.#idle = [...this.#workers];
  }

  finish(): Promise<Map<string, StepRecord>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (this.#options.signal.aborted) return this.#stop();
      this.#options.signal.addEventListener('abort', () => this.#stop(), { once: true });
      this.#advance();
    });
  }

  #stop(): void {
    clearInterval(this.#poll);
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
    if (this.#options.signal.aborted) return;
    const held: Candidate[] = [];
    for (let slot = this.#idle.pop(); slot !== undefined; slot = this.#idle.pop()) {
      const candidate = this.#takeNext(slot, held);
      if (candidate === undefined) {
        this.#idle.push(slot);
        break;
      }
      void this.#work(candidate, slot);
    }
    for (const candidate of held) this.#agenda.putBack(candidate);
    if (held.length > 0) this.#poll ??= setInterval(() => this.#orCrash(() => this.#advance()), LEASE_POLL_MS);
    else if (!this.#agenda.isBusy) this.#stop();
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

  /** A step for a worker, whose lease is ours now; adds to `held` what other runs work on. */
  #takeNext({ last }: Slot, held: Candidate[]): Candidate | undefined {
    for (let candidate = this.#agenda.take(last); candidate !== undefined; candidate = this.#agenda.take(last)) {
      const claim = this.#claim(candidate);
      if (claim === 'taken') return candidate;
      if (claim === 'held') held.push(candidate);
    }
    return undefined;
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
    const { listen, store, sources, signal, leases } = this.#options;
    listen({ type: 'started', id, stage });
    const order = { id, stage, fingerprint, cache: store.root, sources };
    const result = await slot.worker.run(order, (progress) => listen({ type: 'progress', id, ...progress }));
    if (signal.aborted) return;
    leases.release(key);
    slot.last = id;
    this.#idle.push(slot);
    this.#orCrash(() => {
      this.#conclude(step, key, result);
      this.#advance();
    });
  }

  #conclude(step: Step, key: Key, result: WorkResult): void {
    if (result.type === 'done') {
      this.#agenda.end(step, ran(key, result.artifacts, result.seconds));
    } else if (result.type === 'corrupt') {
      this.#repair(step, result.digest);
    } else if (result.failure.code === 'worker-died' && this.#mayRetry(`${step.id}: worker died`)) {
      this.#notice(`${step.id}: ${result.failure.message}; trying again`);
      this.#agenda.retry(step);
    } else {
      this.#agenda.end(step, failed(result.failure));
    }
  }

  #mayRetry(reason: string): boolean {
    const attempts = (this.#brokenOff.get(reason) ?? 0) + 1;
    this.#brokenOff.set(reason, attempts);
    return attempts < MAX_ATTEMPTS;
  }

  /** Has a step that met a corrupt input tried again once the input is there; other steps may have met the same one. */
  #repair(step: Step, digest: Digest): void {
    if (!this.#agenda.isReady(step)) this.#agenda.retry(step);
    else if (!this.#mayRetry(`${step.id}: ${digest}`)) this.#agenda.end(step, failed(corruptObject(digest)));
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
    this.#notice(`${corruptObject(digest).message}; making it again: ${makers.join(', ')}`);
    return true;
  }
}
