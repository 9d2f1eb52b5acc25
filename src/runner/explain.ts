import type { Config } from '../language/config.js';
import type { Positions } from '../language/positions.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import type { Artifacts, Store } from '../store/store.js';
import { type Cause, Causes, nameOf, type Reason, reasonOf } from './causes.js';
import { type EarlierRun, type EarlierStep, EarlierSteps, partsOf } from './earlier-run.js';
import type { Forecast } from './forecast.js';
import { type EarlierWording, fieldReason, reasonsBetween } from './reasons.js';
import { makesResults } from './result-files.js';
import { type InputRef, isSingle, type Step } from './step.js';

export interface ExplainOptions {
  readonly config: Config;
  readonly positions: Positions;
  readonly steps: readonly Step[];
  readonly forecasts: readonly Forecast[];
  readonly store: Store;
  readonly earlier: EarlierRun | undefined;
  readonly isForced: (id: string) => boolean;
}

/** Why a step would run. */
export interface StepExplanation {
  /** What it is compared with; undefined where there is nothing. */
  readonly earlier: EarlierStep | undefined;
  /** Its own reasons, without those of the steps before it. */
  readonly own: readonly Reason[];
  /** By name of input, the steps behind it that differ from the earlier ones: their reasons are its reasons too. */
  readonly through: ReadonlyMap<string, readonly string[]>;
}

/** Compares what would run with an earlier run. */
export class Explanation {
  readonly #options: ExplainOptions;
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #forecasts: ReadonlyMap<string, Forecast>;
  readonly #earlierSteps: EarlierSteps;
  readonly #earlierKeys: ReadonlySet<string>;
  readonly #explained = new Map<string, StepExplanation>();
  readonly #reasons = new Map<string, readonly Reason[]>();
  readonly #artifacts = new Map<string, Artifacts>();
  readonly #wording: EarlierWording;
  #earlierConfig: Partial<Config> | undefined;

  constructor(options: ExplainOptions) {
    const { steps, forecasts, earlier } = options;
    this.#options = options;
    this.#wording = { ...options, earlierConfig: () => this.#configBefore() };
    this.#steps = new Map(steps.map((step) => [step.id, step]));
    this.#forecasts = new Map(forecasts.map((forecast) => [forecast.id, forecast]));
    this.#earlierSteps = new EarlierSteps(earlier, forecasts);
    this.#earlierKeys = new Set(Object.values(earlier?.history.keys ?? {}));
  }

  /** What makes steps run, each with all steps that it reaches. */
  causes(): Cause[] {
    const causes = new Causes();
    for (const { id, status } of this.#options.forecasts) {
      if (status === 'cached') causes.add(this.#reasonsStoppedAt(id), 'stoppedAt', id);
      else causes.add(this.reasonsOf(id), status === 'run' ? 'run' : 'mayRun', id);
    }
    return causes.list();
  }

  explain(id: string): StepExplanation {
    const explained = this.#explained.get(id) ?? this.#explain(found(this.#steps, id));
    this.#explained.set(id, explained);
    return explained;
  }

  /** Steps before an unchanged one that changed and yet made the bytes that it needs. */
  stoppedBefore(id: string): string[] {
    if (!this.#isUnchanged(id)) return [];
    return found(this.#steps, id).needs.filter((need) => this.reasonsOf(need).length > 0);
  }

  #reasonsStoppedAt(id: string): Reason[] {
    return this.stoppedBefore(id).flatMap((need) => this.reasonsOf(need));
  }

  /** A step's own reasons, and those of the steps through which it is reached. */
  reasonsOf(id: string): readonly Reason[] {
    const known = this.#reasons.get(id);
    if (known !== undefined) return known;
    const { own, through } = this.explain(id);
    // Steps that are reached by the same ones share their lists: each of those is read once, however many steps are behind.
    const lists = new Set([...through.values()].flat().map((other) => this.reasonsOf(other)));
    if (own.length > 0) lists.add(own);
    const [first] = lists;
    const reasons = lists.size === 1 && own.length < 2 ? first : distinct(lists);
    this.#reasons.set(id, reasons);
    return reasons;
  }

  #explain(step: Step): StepExplanation {
    if (this.#options.earlier === undefined) return alone(reasonOf('first'));
    if (this.#isUnchanged(step.id)) return this.#explainUnchanged(step.id);
    const candidates = this.#earlierSteps.of(step);
    if (candidates.length === 0) return alone(this.#newReason(step));
    const compared = candidates.flatMap((earlier) => {
      const manifest = this.#options.store.recall(earlier.key);
      // A history may name any key.
      return manifest?.fingerprint.stage !== step.stage ? [] : [this.#compare(step, earlier, manifest.fingerprint)];
    });
    const size = ({ own, through }: StepExplanation) => own.length + through.size;
    return compared.sort((a, b) => size(a) - size(b))[0] ?? alone(reasonOf('gone'));
  }

  /** Whether the earlier run had the same step, if perhaps under another name. */
  #isUnchanged(id: string): boolean {
    const forecast = found(this.#forecasts, id);
    const earlier = this.#options.earlier?.history.keys[id];
    if (forecast.status === 'may run') return false;
    return earlier === undefined ? this.#earlierKeys.has(forecast.key) : earlier === forecast.key;
  }

  #explainUnchanged(id: string): StepExplanation {
    if (found(this.#forecasts, id).status === 'cached') return { earlier: undefined, own: [], through: new Map() };
    return alone(reasonOf(this.#options.isForced(id) ? 'forced' : 'gone'));
  }

  #newReason(step: Step): Reason {
    const place = this.#earlierSteps.newPlace(step);
    if (place === undefined) return reasonOf('unfinished');
    return fieldReason(step.askedBy[place], this.#wording, { added: [partsOf(step.id)[place + 1]] });
  }

  #compare(step: Step, earlier: EarlierStep, before: Fingerprint): StepExplanation {
    const after = this.#fingerprintOf(step);
    const own = reasonsBetween(step, before, after, this.#wording);
    const through = new Map<string, readonly string[]>();
    for (const name of Object.keys(step.inputs)) {
      const input = { name, refs: refsOf(step, name), before: digestsOf(before, name), after: digestsOf(after, name) };
      const changed = changedSteps(input).filter((id) => this.reasonsOf(id).length > 0);
      if (changed.length > 0) through.set(name, changed);
      else own.push(...this.#choiceReason(step, input));
    }
    if (own.length === 0 && through.size === 0 && makesResults(step)) own.push(...this.#reasonsOfPage(step));
    const isUnfinished = own.length === 0 && through.size === 0;
    return { earlier, own: isUnfinished ? [reasonOf('unfinished')] : own, through };
  }

  /** Tables and figures hold what they show; which fields have decided that, the page can tell, which holds them all. */
  #reasonsOfPage({ inputs }: Step): readonly Reason[] {
    const page = this.#steps.get('page');
    const key = this.#options.earlier?.history.keys['page'];
    const before = key && this.#options.store.recall(key)?.fingerprint;
    if (page === undefined || before === undefined) return [];
    const isOfScores = !['chances', 'labels', 'assignments', 'means'].some((input) => input in inputs);
    const reasons = reasonsBetween(page, before, this.#fingerprintOf(page), this.#wording);
    return reasons.filter(({ path }) => !isOfScores || !ANALYSIS.has(path?.[0]));
  }

  /** The steps behind an input are as they were, but others are taken than before, or in another order. */
  #choiceReason({ origins }: Step, { name, refs, before, after }: ComparedInput): Reason[] {
    const path = origins[name];
    if (path === undefined || typeof path === 'string' || String(before) === String(after)) return [];
    const made = new Set(refs.flatMap(([id]) => Object.values(this.#artifactsOf(id)).map(({ digest }) => digest)));
    const isChoice = before.length !== after.length || before.every((digest) => made.has(digest));
    return isChoice ? [fieldReason(path, this.#wording, {})] : [];
  }

  /** With an empty digest for each input that is not known yet. */
  #fingerprintOf(step: Step): Fingerprint {
    const forecast = found(this.#forecasts, step.id);
    if (forecast.status !== 'may run') return forecast.fingerprint;
    return step.fingerprint((id, name) => this.#artifactsOf(id)[name]?.digest ?? ('' as Digest));
  }

  #artifactsOf(id: string): Artifacts {
    const known = this.#artifacts.get(id);
    if (known !== undefined) return known;
    const forecast = found(this.#forecasts, id);
    const manifest = forecast.status === 'cached' ? this.#options.store.recall(forecast.key) : undefined;
    const artifacts = manifest?.artifacts ?? {};
    this.#artifacts.set(id, artifacts);
    return artifacts;
  }

  /** What the earlier experiment was decided to be, from what its page showed; another version of kindred may have made it. */
  #configBefore(): Partial<Config> {
    const key = this.#options.earlier?.history.keys['page'];
    const params = key && this.#options.store.recall(key)?.fingerprint.params;
    this.#earlierConfig ??= (params ? (params['config'] as Partial<Config> | undefined) : undefined) ?? {};
    return this.#earlierConfig;
  }
}

/** Sections that decide nothing of how networks train. */
const ANALYSIS: ReadonlySet<unknown> = new Set(['probe', 'capture', 'reduce', 'cluster', 'compare']);

interface ComparedInput {
  readonly name: string;
  readonly refs: readonly InputRef[];
  readonly before: readonly Digest[];
  readonly after: readonly Digest[];
}

function refsOf({ inputs }: Step, name: string): readonly InputRef[] {
  const refs = inputs[name];
  return isSingle(refs) ? [refs] : refs;
}

function digestsOf({ inputs }: Fingerprint, name: string): readonly Digest[] {
  return [inputs[name] ?? []].flat();
}

/** The steps behind those digests of an input that differ. */
function changedSteps({ refs, before, after }: ComparedInput): string[] {
  const known = new Set(before);
  const isNew = (digest: Digest, index: number) =>
    before.length === after.length ? before[index] !== digest : !known.has(digest);
  return [...new Set(refs.filter((_, index) => isNew(after[index], index)).map(([id]) => id))];
}

/** Of each name the last one, in the order in which names come first. */
function distinct(lists: Iterable<readonly Reason[]>): readonly Reason[] {
  const byName = new Map<string, Reason>();
  for (const list of lists) for (const reason of list) byName.set(nameOf(reason), reason);
  return [...byName.values()];
}

function alone(reason: Reason): StepExplanation {
  return { earlier: undefined, own: [reason], through: new Map() };
}

function found<Value>(values: ReadonlyMap<string, Value>, id: string): Value {
  const value = values.get(id);
  if (value === undefined) throw new Error(`internal error: no step ${id}`);
  return value;
}
