import type { StageName } from '../stages/stage.js';
import type { Key } from '../store/fingerprint.js';
import type { Estimator } from './estimate.js';
import type { Forecast } from './forecast.js';
import { remainingSeconds } from './priority.js';
import { modelOf, type Step } from './step.js';

/** What a run spends; null where no run has recorded anything like it. */
interface Cost {
  /** Of work. */
  readonly seconds: number | null;
  /** Of artifacts, also where the cache has the same bytes already. */
  readonly bytes: number | null;
}

/** What a run would do with a step, and what it spends on it if it runs. */
export type CostedStep = Cost & {
  readonly id: string;
  readonly stage: StageName;
  /** Null for what several models share. */
  readonly model: string | null;
} & (
    | { readonly status: 'run' | 'cached'; readonly key: Key }
    | { readonly status: 'may run'; readonly waitsFor: 'needs' | 'twin'; readonly because: readonly string[] }
  );

export function costed(forecast: Forecast, estimate: Estimator): CostedStep {
  const { id, stage } = forecast;
  const model = modelOf(id) ?? null;
  if (forecast.status === 'cached')
    return { id, stage, model, seconds: 0, bytes: 0, status: 'cached', key: forecast.key };
  const { seconds = null, bytes = null } = estimate(forecast);
  const step = { id, stage, model, seconds, bytes };
  if (forecast.status !== 'may run') return { ...step, status: forecast.status, key: forecast.key };
  const { status, waitsFor, because } = forecast;
  return { ...step, status, waitsFor, because };
}

/** How many steps a run would do what with, and what it spends if it runs all that it may. */
export interface Summary extends Cost {
  readonly run: number;
  readonly mayRun: number;
  readonly cached: number;
}

export function summaryOf(steps: readonly CostedStep[]): Summary {
  const counts = { run: 0, 'may run': 0, cached: 0 };
  for (const { status } of steps) counts[status]++;
  return {
    run: counts.run,
    mayRun: counts['may run'],
    cached: counts.cached,
    seconds: sumOf(steps.map(({ seconds }) => seconds)),
    bytes: sumOf(steps.map(({ bytes }) => bytes)),
  };
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

/** Wall seconds of the steps that are chosen: no less than their work shared out, and no less than their longest chain. */
export function wallSeconds(plan: readonly Step[], costs: readonly CostedStep[], jobs: number): number | null {
  const work = sumOf(costs.map(({ seconds }) => seconds));
  if (work === null) return null;
  const secondsOf = new Map(costs.map(({ id, seconds }) => [id, seconds ?? 0]));
  const chains = remainingSeconds(plan, ({ id }) => secondsOf.get(id) ?? 0);
  return [...chains.values()].reduce((most, chain) => Math.max(most, chain), work / jobs);
}
