import type { Key } from '../store/fingerprint.js';
import type { Forecast } from './forecast.js';
import { type History, pastExperiments, readHistory } from './history.js';
import { makesResults } from './result-files.js';
import type { Step } from './step.js';

/** The run that a plan is compared with. */
export interface EarlierRun {
  readonly experiment: string;
  readonly history: History;
}

export interface EarlierStep {
  readonly id: string;
  readonly key: Key;
}

/** Reading more histories would cost more than they tell. */
const MOST_EXPERIMENTS = 20;

/**
 * The last run of the experiment, else that of the experiment with which it shares most, if that is half of its steps. Of
 * several that have as many of its steps, the one that would run least of them again.
 */
export function earlierRunOf(
  cache: string,
  experiment: string,
  forecasts: readonly Forecast[],
): EarlierRun | undefined {
  const own = readHistory(cache, experiment);
  if (Object.keys(own.keys).length > 0) return { experiment, history: own };
  const others = pastExperiments(cache).slice(0, MOST_EXPERIMENTS);
  // Tables and figures have the same ids in all experiments.
  const telling = forecasts.filter((one) => !makesResults(one));
  const shared = others.map(({ name }) => {
    const history = readHistory(cache, name);
    const keys = new Set(Object.values(history.keys));
    const isSame = (one: Forecast) => one.status !== 'may run' && keys.has(one.key);
    const count = telling.filter((one) => one.id in history.keys || isSame(one)).length;
    return { experiment: name, history, count, same: telling.filter(isSame).length };
  });
  const [best] = shared.sort((a, b) => b.count - a.count || b.same - a.same);
  return best !== undefined && best.count * 2 >= telling.length ? best : undefined;
}

/** Each comparison reads the record of a step: so many take some seconds. */
const MOST_RECORDS = 40_000;

/** Finds the steps of an earlier run that those of a plan are compared with. */
export class EarlierSteps {
  readonly #run: EarlierRun | undefined;
  /** Of stages and places in their ids, what the earlier run had there, such as the names of models. */
  readonly #parts = new Map<string, Set<string>>();
  /** Steps that the plan no longer has, by their ids with one name left out. */
  readonly #gone = new Map<string, EarlierStep[]>();
  /** With how many of those a step is compared. */
  readonly #mostCompared: number;

  constructor(run: EarlierRun | undefined, forecasts: readonly Forecast[]) {
    this.#run = run;
    this.#mostCompared = Math.min(20, Math.ceil(MOST_RECORDS / forecasts.length));
    const ids = new Set(forecasts.map(({ id }) => id));
    const keys = new Set(forecasts.map((one) => (one.status === 'may run' ? undefined : one.key)));
    const former = new Set(run?.history.former);
    for (const id of run?.history.unfinished ?? []) this.#noteParts(id);
    for (const [id, key] of Object.entries(run?.history.keys ?? {})) {
      if (former.has(id)) continue;
      this.#noteParts(id);
      if (!ids.has(id) && !keys.has(key)) this.#noteGone({ id, key });
    }
  }

  #noteParts(id: string): void {
    const [stage, ...parts] = partsOf(id);
    for (const [place, part] of parts.entries()) {
      const known = this.#parts.get(`${stage} ${place}`) ?? new Set();
      this.#parts.set(`${stage} ${place}`, known.add(part));
    }
  }

  #noteGone(step: EarlierStep): void {
    for (const place of partsOf(step.id).slice(1).keys()) {
      const gap = gapAt(step.id, place);
      const known = this.#gone.get(gap) ?? [];
      if (known.length < this.#mostCompared) known.push(step);
      this.#gone.set(gap, known);
    }
  }

  /** The step itself, or else those that had another name in one place: of the model, layer, reducer or clusterer. */
  of({ id, askedBy }: Step): readonly EarlierStep[] {
    const key = this.#run?.history.keys[id];
    if (key !== undefined) return [{ id, key }];
    return askedBy.flatMap((path, place) => (isNaming(path) ? (this.#gone.get(gapAt(id, place)) ?? []) : []));
  }

  /** The first place of a step's id where the earlier run had nothing like it. */
  newPlace({ id }: Step): number | undefined {
    const [stage, ...parts] = partsOf(id);
    const place = parts.findIndex((part, at) => !this.#parts.get(`${stage} ${at}`)?.has(part));
    return place === -1 ? undefined : place;
  }
}

/** The stage, and what tells the step from others of its stage; names have neither slashes nor at signs. */
export function partsOf(id: string): string[] {
  return id.split(/[/@]/);
}

function gapAt(id: string, place: number): string {
  return partsOf(id)
    .with(place + 1, '')
    .join('/');
}

function isNaming([section, field]: Step['askedBy'][number]): boolean {
  return section === 'models' || section === 'reduce' || section === 'cluster' || field === 'layers';
}
