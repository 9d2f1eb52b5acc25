import { canonicalJson } from '../../formats/canonical-json.js';
import { declarationOf } from '../../runner/declaration.js';
import { forecastRun } from '../../runner/forecast.js';
import type { Stopping } from '../../runner/run-steps.js';
import { EXIT } from '../call.js';
import { mayHold } from '../may-write.js';
import { complain } from '../output.js';
import { patternsMatch } from '../patterns-match.js';
import { type Prepared, prepareAll } from '../prepare.js';
import { stopOnSignal } from '../stop-on-signal.js';
import { TrackedWorkers } from '../tracked-workers.js';
import { WatchedFiles } from '../watched-files.js';
import { type RunCommandOptions, runAll } from './run.js';

/** What stays from save to save. */
interface Watch {
  readonly file: string;
  readonly options: RunCommandOptions;
  readonly files: WatchedFiles;
  /** What the user asks for. */
  readonly stopping: Stopping;
}

/** Every experiment of a file. */
type Experiments = readonly Prepared[];

/** Runs experiments, and again after each save, until the user ends it. */
export async function watch(file: string, options: RunCommandOptions): Promise<number> {
  if (!mayHold(options.out)) return EXIT.wrong;
  const all: Watch = { file, options, files: new WatchedFiles(), stopping: stopOnSignal() };
  const ending = AbortSignal.any([all.stopping.gently, all.stopping.atOnce]);
  for (let experiments = read(all); !ending.aborted; ) {
    const next = experiments && (await runUntilStale(all, experiments));
    if (next === undefined) {
      if (!ending.aborted) complain(`waiting for a change of ${all.files.count} files; Ctrl-C ends`);
      await all.files.change(ending);
    }
    experiments = next ?? (ending.aborted ? undefined : read(all));
  }
  return EXIT.interrupted;
}

/** Undefined where there are errors, which are printed. */
function read({ file, options, files }: Watch): Experiments | undefined {
  const experiments = files.during((note) => prepareAll(file, options, { note }));
  const steps = experiments?.flatMap((one) => one.steps);
  return steps !== undefined && patternsMatch(steps, options.only) ? experiments : undefined;
}

/** Runs experiments to their end, or until others take their place, which it gives. */
async function runUntilStale(all: Watch, experiments: Experiments): Promise<Experiments | undefined> {
  const [gently, atOnce, end] = [new AbortController(), new AbortController(), new AbortController()];
  const workers = new TrackedWorkers();
  const run = runAll(experiments, all.options, () => workers.open(), {
    gently: AbortSignal.any([all.stopping.gently, gently.signal]),
    atOnce: AbortSignal.any([all.stopping.atOnce, atOnce.signal]),
  });
  const over = () => end.abort();
  run.then(over, over);
  const next = await nextExperiments(all, experiments, end.signal);
  if (next !== undefined) (areWanted(workers, next) ? gently : atOnce).abort();
  await run;
  return next;
}

/** What is saved while experiments run, if it declares others; errors in it make nothing stale. */
async function nextExperiments(all: Watch, experiments: Experiments, end: AbortSignal) {
  for (;;) {
    await all.files.change(end);
    if (end.aborted) return undefined;
    const next = read(all);
    if (next !== undefined && declared(next) !== declared(experiments)) return next;
    if (next !== undefined) complain('nothing that decides results has changed; the run goes on');
  }
}

function declared(experiments: Experiments): string {
  return experiments.map(({ steps }) => canonicalJson(declarationOf(steps))).join();
}

/** Whether every step that is being worked on is one of the next run too, and so may finish. */
function areWanted(workers: TrackedWorkers, next: Experiments): boolean {
  const forecasts = next.flatMap(({ steps, store }) => forecastRun(steps, store, () => false));
  const keys = new Set(forecasts.map((one) => (one.status === 'run' ? one.key : '')));
  return workers.busyWith().every((key) => keys.has(key));
}
