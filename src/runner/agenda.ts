import type { Digest, Key } from '../store/fingerprint.js';
import type { Artifacts } from '../store/store.js';
import { Lookup } from './lookup.js';
import { type Candidate, ReadyQueue } from './ready-queue.js';
import type { Step } from './step.js';
import { cached, isUnsuccessful, type StepRecord, skipped, whyOf } from './step-record.js';

interface AgendaOptions {
  /** In dependency order. */
  readonly steps: readonly Step[];
  /** Seconds of work from the start of each step to the end of the longest chain behind it. */
  readonly remaining: ReadonlyMap<string, number>;
  /** The step's artifacts if the cache has them and it need not run. */
  readonly find: (step: Step, key: Key) => Artifacts | undefined;
  readonly onEnd: (step: Step, record: StepRecord) => void;
}

/** What a run still has to do: which steps have ended, which are ready for a worker, and which wait for those. */
export class Agenda {
  readonly ended = new Map<string, StepRecord>();
  readonly #options: AgendaOptions;
  readonly #byId: ReadonlyMap<string, Step>;
  /** By a step's id, those that need it. */
  readonly #dependents = new Map<string, Step[]>();
  /** By a step's id, those that come after it without needing it. */
  readonly #followers = new Map<string, Step[]>();
  /** How many needs of a step are not known yet: counted, since some steps need thousands. */
  readonly #open = new Map<Step, number>();
  /** For steps that cannot run any more, the first step before them that did not succeed. */
  readonly #broken = new Map<Step, string>();
  readonly #lookup = new Lookup();
  /** Steps to look at: at the start all, then those of which something changed. */
  readonly #due: Set<Step>;
  readonly #ready: ReadyQueue;
  readonly #taken = new Set<string>();
  /** For each key that was no hit, the step that makes it; its twins wait for it and then find a hit. */
  readonly #makerOf = new Map<Key, string>();
  readonly #keyMadeBy = new Map<string, Key>();
  readonly #twins = new Map<string, Step[]>();

  constructor(options: AgendaOptions) {
    const { steps, remaining } = options;
    this.#options = options;
    this.#byId = new Map(steps.map((step) => [step.id, step]));
    this.#due = new Set(steps);
    this.#ready = new ReadyQueue(steps, remaining);
    for (const step of steps) {
      this.#open.set(step, step.needs.length);
      for (const need of step.needs) append(this.#dependents, need, step);
      if (step.after !== undefined) append(this.#followers, step.after, step);
    }
  }

  /** Whether any step is taken that has not ended. */
  get isBusy(): boolean {
    return this.#taken.size > 0;
  }

  /** Takes the step that comes right after the one named, such as the next epoch of its model, or else the most urgent one. */
  take(last: string | undefined): Candidate | undefined {
    for (const step of this.#due) {
      this.#due.delete(step);
      this.#settle(step);
    }
    const next = last === undefined ? undefined : this.#followersOf(last)[0];
    const candidate = (next && this.#ready.take(next.id)) ?? this.#ready.takeFirst();
    if (candidate !== undefined) this.#taken.add(candidate.step.id);
    return candidate;
  }

  /** Gives back what was taken and not begun. */
  putBack(candidate: Candidate): void {
    this.#taken.delete(candidate.step.id);
    this.#ready.add(candidate);
  }

  end(step: Step, record: StepRecord): void {
    this.#taken.delete(step.id);
    this.ended.set(step.id, record);
    if (isUnsuccessful(record)) this.#break(step, record);
    else this.#learn(step, record.artifacts);
    this.#options.onEnd(step, record);
    for (const follower of this.#followersOf(step.id)) this.#due.add(follower);
    for (const twin of this.#twins.get(step.id) ?? []) this.#due.add(twin);
    this.#twins.delete(step.id);
  }

  endIfCached({ step, key }: Candidate): boolean {
    const artifacts = this.#options.find(step, key);
    if (artifacts === undefined) return false;
    this.end(step, cached(key, artifacts));
    return true;
  }

  /** Looks again at a step that was taken and came to nothing. */
  retry(step: Step): void {
    this.#taken.delete(step.id);
    this.#due.add(step);
  }

  /** Whether all inputs of the step are known. */
  isReady(step: Step): boolean {
    return this.#open.get(step) === 0;
  }

  /** Brings back the steps that made an object, and gives their ids; those which use it are looked at again when they end. */
  makeAgain(digest: Digest): string[] {
    const makers = this.#lookup.makersOf(digest);
    for (const id of makers) {
      this.#resign(id);
      this.ended.delete(id);
      this.#lookup.forget(id);
      for (const dependent of this.#dependentsOf(id)) this.#count(dependent, 1);
      for (const later of [...this.#dependentsOf(id), ...this.#followersOf(id)]) {
        if (this.#ready.take(later.id) !== undefined) this.#due.add(later);
      }
      const maker = this.#byId.get(id);
      if (maker !== undefined) this.#due.add(maker);
    }
    return makers;
  }

  #break({ id }: Step, record: StepRecord): void {
    const spared = this.#dependentsOf(id).filter(({ mayLack }) => mayLack.has(id));
    for (const later of spared) {
      this.#lookup.learnLack(id, whyOf(record));
      this.#count(later, -1);
    }
    for (const later of [...this.#dependentsOf(id), ...this.#followersOf(id)]) {
      const isSpared = later.after !== id && later.mayLack.has(id);
      if (!isSpared && !this.#broken.has(later)) this.#broken.set(later, id);
      this.#due.add(later);
    }
  }

  /** Looks at those that needed it last. */
  #learn({ id }: Step, artifacts: Artifacts): void {
    const isNew = this.#lookup.artifactsOf(id) === undefined;
    this.#lookup.learn(id, artifacts);
    for (const dependent of isNew ? this.#dependentsOf(id) : []) {
      if (this.#count(dependent, -1) === 0) this.#due.add(dependent);
    }
  }

  #dependentsOf(id: string): readonly Step[] {
    return this.#dependents.get(id) ?? [];
  }

  #followersOf(id: string): readonly Step[] {
    return this.#followers.get(id) ?? [];
  }

  #count(step: Step, change: number): number {
    const open = (this.#open.get(step) ?? 0) + change;
    this.#open.set(step, open);
    return open;
  }

  /** Once a step's inputs are known it is a hit, or a twin of another step, or ready. */
  #settle(step: Step): void {
    const { id, after } = step;
    if (this.ended.has(id) || this.#taken.has(id) || this.#ready.has(id)) return;
    const broken = this.#broken.get(step);
    if (broken !== undefined) this.end(step, skipped(broken));
    else if (!this.isReady(step)) this.#resign(id);
    else {
      const candidate = { step, ...this.#lookup.resolve(step) };
      if (this.endIfCached(candidate)) return;
      // Before twins: what may not begin yet must not be waited for.
      if (after !== undefined && this.#byId.has(after) && !this.ended.has(after)) this.#resign(id);
      else if (!this.#waitsForTwin(candidate)) this.#ready.add(candidate);
    }
  }

  #waitsForTwin({ step, key }: Candidate): boolean {
    const maker = this.#makerOf.get(key);
    if (maker !== undefined && maker !== step.id && !this.ended.has(maker)) {
      append(this.#twins, maker, step);
      return true;
    }
    this.#makerOf.set(key, step.id);
    this.#keyMadeBy.set(step.id, key);
    return false;
  }

  /** Leaves it open which of several twins makes their key: one that has to wait, perhaps for a twin of its own, must not be waited for. */
  #resign(id: string): void {
    const key = this.#keyMadeBy.get(id);
    if (key === undefined) return;
    this.#keyMadeBy.delete(id);
    if (this.#makerOf.get(key) !== id) return;
    this.#makerOf.delete(key);
    for (const twin of this.#twins.get(id) ?? []) this.#due.add(twin);
    this.#twins.delete(id);
  }
}

function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
