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
import type { Key } from '../../store/fingerprint.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { jobsFor } from '../jobs.js';
import { print } from '../output.js';
import { type Prepared, prepareAll } from '../prepare.js';
import { printEach } from '../print-each.js';
import { sourceFor, stateOf } from '../results.js';
import { summaryFolder, summaryStateOf } from '../summary.js';
import { planText } from '../text/plan.js';
import { listText, stateText } from '../text/results.js';
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
  /** Over all experiments of a file with a matrix; null where there is none. */
  readonly summary: PlannedResults | null;
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
  const plans = new Map(all.map((prepared) => [prepared, planOf(prepared, jobsFor(options, prepared), options.out)]));
  const summary = all[0].case === undefined || options.case !== undefined ? null : plannedSummary(plans, options.out);
  printEach(all, options, (prepared) => {
    const made: Plan = { ...(plans.get(prepared) as SinglePlan), summary };
    return options.json ? made : planText(made);
  });
  const problem = summary?.problem ?? null;
  if (problem !== null && !options.json) print(`\nsummary: ${problem}`);
  const isWork = [...plans.values()].some(({ results, steps }) => results.problem !== null || !steps.every(isCached));
  return options.check && (isWork || problem !== null) ? EXIT.found : EXIT.done;
}

function isCached({ status }: CostedStep): boolean {
  return status === 'cached';
}

/** Where steps run, a summary is made of what they make. */
function plannedSummary(plans: ReadonlyMap<Prepared, SinglePlan>, out: string): PlannedResults {
  const all = [...plans.keys()];
  const folder = path.join(out, path.basename(summaryFolder(all, out)));
  if (![...plans.values()].every(({ steps }) => steps.every(isCached)))
    return { folder, status: 'outdated', problem: null };
  const keys = new Map([...plans].map(([prepared, { steps }]) => [prepared, keysOf(steps)]));
  const { status, files } = summaryStateOf(all, (prepared, id) => keys.get(prepared)?.get(id), out);
  if (status === 'current') return { folder, status, problem: null };
  const problem =
    status === 'damaged'
      ? `${folder} is not whole: ${listText(files ?? [])} missing or changed`
      : `${folder} has no summary of these experiments`;
  return { folder, status, problem: `${problem}; a run writes it` };
}

function keysOf(steps: readonly CostedStep[]): ReadonlyMap<string, Key> {
  return new Map(steps.flatMap((step) => (step.status === 'may run' ? [] : [[step.id, step.key] as const])));
}

type SinglePlan = Omit<Plan, 'summary'>;

function planOf(prepared: Prepared, jobs: number, out: string): SinglePlan {
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
