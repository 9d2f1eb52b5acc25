import path from 'node:path';
import { groupBy } from '../../algorithms/group-by.js';
import type { Warning } from '../../language/warnings/warning.js';
import { type CostedStep, costed, type Summary, summaryOf, wallSeconds } from '../../runner/cost.js';
import { earlierRunOf } from '../../runner/earlier-run.js';
import { estimatorOf, guessedSeconds } from '../../runner/estimate.js';
import { type Forecast, forecastRun } from '../../runner/forecast.js';
import { NO_HISTORY } from '../../runner/history.js';
import type { UsedEngine } from '../../runner/results/run-json.js';
import type { ResultsState } from '../../runner/results/state.js';
import { typicalEstimator } from '../../runner/typical.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { jobsFor } from '../jobs.js';
import { type Prepared, prepareAll } from '../prepare.js';
import { printEach } from '../print-each.js';
import { sourceFor, stateOf } from '../results.js';
import { planText } from '../text/plan.js';
import { stateText } from '../text/results.js';
import { complainOf } from '../warnings.js';

interface PlanOptions extends ExperimentOptions {
  readonly out: string;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** What `--json` prints: docs/plan.md. */
export interface Plan {
  readonly engines: readonly UsedEngine[];
  readonly warnings: readonly Warning[];
  readonly jobs: number;
  readonly results: PlannedResults;
  readonly steps: readonly CostedStep[];
  readonly models: readonly (Summary & { readonly model: string })[];
  /** Wall seconds if every step runs that may. */
  readonly estimatedSeconds: number | null;
  /** The same by typical rates where no run has recorded it; null where runs have recorded all of it. */
  readonly typicalSeconds: number | null;
  /** Wall seconds if every step is spared that may be. */
  readonly leastSeconds: number | null;
  /** If every step runs that may. */
  readonly estimatedBytes: number | null;
}

interface PlannedResults {
  readonly folder: string;
  readonly status: ResultsState['status'];
  /** What is wrong with them, in words; null where nothing is. */
  readonly problem: string | null;
}

export function plan(file: string, options: PlanOptions): number {
  const all = prepareAll(file, options);
  if (all === undefined) return EXIT.wrong;
  complainOf(all);
  let isWork = false;
  printEach(all, options, (prepared) => {
    const made = planOf(prepared, jobsFor(options, prepared), options.out);
    isWork ||= made.results.problem !== null || made.steps.some(({ status }) => status !== 'cached');
    return options.json ? made : planText(made);
  });
  return options.check && isWork ? EXIT.found : EXIT.done;
}

function planOf(prepared: Prepared, jobs: number, out: string): Plan {
  const { config, facts, steps, store, engines, warnings } = prepared;
  const forecasts = forecastRun(steps, store, () => false);
  const estimate = estimatorOf(earlierRunOf(store.root, config.name, forecasts)?.history ?? NO_HISTORY);
  const costs = forecasts.map((one) => costed(one, estimate));
  const ofModels = groupBy(
    costs.filter(({ model }) => model !== null),
    ({ model }) => model ?? '',
  );
  const typical = guessedSeconds(typicalEstimator(config, facts));
  const guessed = costs.map((one) => (one.seconds === null ? { ...one, seconds: typical(one) } : one));
  const estimatedSeconds = wallSeconds(steps, costs, jobs);
  const certain = costs.filter(({ status }) => status === 'run');
  return {
    engines,
    warnings,
    jobs,
    results: resultsOf(prepared, out, forecasts),
    steps: costs,
    models: [...ofModels].map(([model, ofModel]) => ({ model, ...summaryOf(ofModel) })),
    estimatedSeconds,
    typicalSeconds: estimatedSeconds === null ? wallSeconds(steps, guessed, jobs) : null,
    leastSeconds: wallSeconds(steps, certain, jobs),
    estimatedBytes: summaryOf(costs).bytes,
  };
}

function resultsOf(prepared: Prepared, out: string, forecasts: readonly Forecast[]): PlannedResults {
  const state = stateOf(prepared, out, forecasts);
  const folder = path.join(out, prepared.config.name);
  const problem = stateText(state, folder, sourceFor(prepared, out), prepared.config);
  return { folder, status: state.status, problem: problem ?? null };
}
