import { performance } from 'node:perf_hooks';
import { filesOf } from '../../data/dataset.js';
import type { Positions } from '../../language/read.js';
import { listed, type Warning } from '../../language/warnings/warning.js';
import { estimatorOf, guessedSeconds } from '../../runner/estimate.js';
import type { Listener, Outcome, RunFinished } from '../../runner/events.js';
import { readHistory } from '../../runner/history.js';
import { type Executor, Worker } from '../../runner/pool.js';
import { makesResults } from '../../runner/result-files.js';

import { runSteps, type Stopping } from '../../runner/run-steps.js';
import { matcher, only } from '../../runner/select-steps.js';
import { rememberSettled, settledFile } from '../../runner/settled.js';
import { modelOf, type Step } from '../../runner/step.js';
import type { StepRecord } from '../../runner/step-record.js';
import { TimeLeft } from '../../runner/time-left.js';
import { Leases } from '../../store/lease.js';
import { CorruptObject } from '../../store/store.js';
import { complainAboveCap } from '../cache-cap.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { jobsFor } from '../jobs.js';
import { mayHold, mayWrite } from '../may-write.js';
import { complain } from '../output.js';
import { patternsMatch } from '../patterns-match.js';
import { type Prepared, prepareAll } from '../prepare.js';
import { openReporter, type ReporterKind } from '../reporters/reporter.js';
import { folderOf, replacementNote } from '../results.js';
import { tellingCauses } from '../scene.js';
import { stopOnSignal } from '../stop-on-signal.js';
import { warningEvent } from '../warnings.js';
import { writeResults } from '../write-results.js';

/** How the steps of a prepared experiment are run. */
export interface RunSettings {
  /** Undefined is as the experiment says; so it is of `failFast`. */
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly force: readonly string[];
  readonly only: readonly string[];
  /** Where the folder of the results goes; undefined writes none. */
  readonly out: string | undefined;
  readonly reporter?: ReporterKind;
  /** Bytes; undefined says nothing of the cache's size. */
  readonly cacheCap?: number;
}

export interface RunCommandOptions extends ExperimentOptions, RunSettings {
  readonly out: string;
  /** Whether nothing may differ from the lock beside the experiment. */
  readonly locked?: boolean;
}

/** `openExecutor` decides where steps run. */
export async function run(
  file: string,
  options: RunCommandOptions,
  openExecutor: () => Executor = () => new Worker(),
): Promise<number> {
  if (!mayHold(options.out)) return EXIT.wrong;
  const all = prepareAll(file, options);
  if (all === undefined) return EXIT.wrong;
  const steps = all.flatMap((one) => one.steps);
  if (!patternsMatch(steps, [...options.only, ...options.force])) return EXIT.wrong;
  return await runAll(all, options, openExecutor, stopOnSignal());
}

/** Runs the experiments of a file, one after the other; gives the worst of their exit statuses. */
export async function runAll(
  all: readonly Prepared[],
  options: RunCommandOptions,
  openExecutor: () => Executor,
  stopping: Stopping,
): Promise<number> {
  if (all[0].case === undefined) return (await runOne(all[0], options, openExecutor, stopping)).status;
  const { noteReplacedSummary, rememberCasesOf, summarise } = await import('../summary.js');
  noteReplacedSummary(all, options);
  const ends = new Map<Prepared, RunEnd>();
  let status: number = EXIT.done;
  for (const prepared of all) {
    if (ends.size > 0 && isAsked(stopping) && status !== EXIT.interrupted) status = interrupted();
    const isFailFast = options.failFast ?? prepared.run.failFast;
    if (status === EXIT.interrupted || (status !== EXIT.done && isFailFast)) break;
    const ended = await runOne(prepared, options, openExecutor, stopping);
    if (ended.end !== undefined) ends.set(prepared, ended.end);
    status = Math.max(status, ended.status);
  }
  status = Math.max(status, summarise(all, ends, options));
  if (status === EXIT.done) rememberCasesOf(all, options);
  return status;
}

/** The end is undefined where nothing was run. */
async function runOne(
  prepared: Prepared,
  options: RunCommandOptions,
  openExecutor: () => Executor,
  stopping: Stopping,
): Promise<{ readonly status: number; readonly end?: RunEnd }> {
  if (!mayWrite(prepared, options)) return { status: EXIT.wrong };
  if (options.locked) return await runLocked(prepared, options, openExecutor, stopping);
  const end = await runPrepared(prepared, options, openExecutor, stopping);
  if (end.status === EXIT.done) rememberIfSettled(prepared, options, end);
  return { status: end.status, end };
}

/** A run of the whole experiment spares the next one its look at every step. */
function rememberIfSettled(prepared: Prepared, { only, out }: RunCommandOptions, { records, warnings }: RunEnd): void {
  const { file, store, positions } = prepared;
  if (only.length > 0) return;
  const located = warnings.map((warning) => warningEvent(warning, positions));
  const ending = { ...prepared, records, warnings: located, folder: folderOf(prepared, out) };
  rememberSettled(settledFile(store.root, file, prepared), ending, store);
}

/** Computes nothing where anything has drifted from the lock, and compares what it made with it. */
async function runLocked(
  prepared: Prepared,
  options: RunSettings,
  openExecutor: () => Executor,
  stopping: Stopping,
): Promise<{ readonly status: number; readonly end?: RunEnd }> {
  const { lockFor, tellReproduction } = await import('../locks.js');
  const lock = lockFor(prepared);
  if (lock === undefined) return { status: EXIT.wrong };
  const end = await runPrepared(prepared, options, openExecutor, stopping);
  const isRight = end.status === EXIT.interrupted || tellReproduction(lock, end, options.reporter);
  return { status: isRight ? end.status : EXIT.failed, end };
}

/** How a run ended: its exit status, and what became of each of its steps. */
export interface RunEnd {
  readonly status: number;
  readonly steps: readonly Step[];
  readonly records: Records;
  readonly warnings: readonly Warning[];
}

export async function runPrepared(
  prepared: Prepared,
  options: RunSettings,
  openExecutor: () => Executor = () => new Worker(),
  stopping = stopOnSignal(),
): Promise<RunEnd> {
  const began = performance.now();
  const steps = only(prepared.steps, options.only);
  const reporter = await openReporter(options.reporter, () => {
    const secondsOf = guessedSeconds(estimatorOf(readHistory(prepared.store.root, prepared.config.name)));
    return new TimeLeft({ steps, secondsOf, jobs: jobsFor(options, prepared) });
  });
  if (prepared.case !== undefined) reporter.listen({ type: 'experiment', name: prepared.config.name });
  reporter.listen({ type: 'planned', steps: steps.map(({ id, stage }) => ({ id, stage })) });
  const tell = (warnings: readonly Warning[]) => {
    for (const warning of warnings) reporter.listen(warningEvent(warning, prepared.positions));
  };
  tell(prepared.warnings);
  const { out } = options;
  const note = out !== undefined && steps.some(makesResults) ? replacementNote(prepared, out) : undefined;
  if (note !== undefined) reporter.listen({ type: 'notice', message: note });
  const told = tellingCauses(prepared, steps, matcher(options.force), reporter.listen);
  const listen = withPositions(prepared.positions, told);
  const job: Job = { prepared, steps, options, openExecutor, listen, stopping };
  const { records, warnings, problem } = await bringUpToDate(job);
  tell(warnings.slice(prepared.warnings.length));
  for (const message of withoutAll(steps, records)) job.listen({ type: 'notice', message });
  job.listen(summary(steps, records, (performance.now() - began) / 1000));
  await reporter.close();
  if (problem !== undefined) complain(problem);
  else if (out !== undefined && isDone(records.get('page'))) reporter.conclude(folderOf(prepared, out));
  if (options.cacheCap !== undefined && [...records.values()].some(({ outcome }) => outcome === 'ran'))
    complainAboveCap(prepared.store.root, options.cacheCap);
  if (isAsked(stopping) && steps.some(({ id }) => !records.has(id))) {
    return { status: interrupted(), steps, records, warnings };
  }
  const wrong = [...records.values()].some(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
  return { status: wrong || problem !== undefined ? EXIT.failed : EXIT.done, steps, records, warnings };
}

/** What compares all models is made of all or not at all. */
function withoutAll(steps: readonly Step[], records: Records): string[] {
  const failed = steps.filter(({ id }) => records.get(id)?.outcome === 'failed').flatMap(({ id }) => modelOf(id) ?? []);
  const broken = new Set(failed);
  const models = new Set(steps.flatMap(({ id }) => modelOf(id) ?? []));
  if (broken.size === 0 || broken.size === models.size || records.get('page')?.outcome !== 'skipped') return [];
  const which = broken.size === 1 ? 'it' : 'them';
  return [
    `without ${listed([...broken])} there are no matrices across models, no trees and no report; the other models went on, and nothing of them is done twice: mend ${which}, or take ${which} out of \`models\`, and run again`,
  ];
}

function interrupted(): number {
  complain('interrupted; finished steps are kept, and the next run goes on from there');
  return EXIT.interrupted;
}

function isAsked({ gently, atOnce }: Stopping): boolean {
  return gently.aborted || atOnce.aborted;
}

/** A failure that part of the experiment file is to blame for begins with its place there. */
function withPositions(positions: Positions, listen: Listener): Listener {
  return (event) => {
    if (event.type !== 'step' || event.failure?.path === undefined) return listen(event);
    const { file, line, column } = positions.at(event.failure.path);
    const message = `${file}:${line}:${column}: ${event.failure.message}`;
    listen({ ...event, failure: { ...event.failure, message } });
  };
}

interface Job {
  readonly prepared: Prepared;
  readonly steps: readonly Step[];
  readonly options: RunSettings;
  readonly openExecutor: () => Executor;
  readonly listen: Listener;
  readonly stopping: Stopping;
}

type Records = ReadonlyMap<string, StepRecord>;

/** How often the report is made when its objects turn out to be corrupt as they are copied out of the cache. */
const MAX_REPORTS = 3;

/** Runs the steps and writes the results; gives what prevents that, if anything does. */
async function bringUpToDate(job: Job): Promise<Omit<RunEnd, 'status' | 'steps'> & { problem: string | undefined }> {
  const { prepared, steps, options } = job;
  let records: Records = await execute(job);
  for (let reports = 1; ; reports++) {
    const written = writeResults({ prepared, steps, records, out: options.out });
    if (!(written instanceof CorruptObject)) return { records, ...written };
    if (reports === MAX_REPORTS)
      return { records, warnings: prepared.warnings, problem: `error corrupt-object: ${written.message}` };
    job.listen({ type: 'notice', message: `${written.message}; making it again` });
    records = new Map([...records, ...(await makeAgain(job))]);
  }
}

/** Steps that are cached now have ended before. */
async function makeAgain(job: Job): Promise<Records> {
  const isNews = ({ outcome }: { outcome: Outcome }) => outcome !== 'cached';
  const listen: Listener = (event) => (event.type !== 'step' || isNews(event)) && job.listen(event);
  const records = await execute({ ...job, options: { ...job.options, force: [] }, listen });
  return new Map([...records].filter(([, record]) => isNews(record)));
}

async function execute(job: Job): Promise<Records> {
  const { prepared, steps, options, openExecutor, listen, stopping } = job;
  const { store, config, run } = prepared;
  return await runSteps({
    steps,
    store,
    leases: new Leases(store.root),
    jobs: jobsFor(options, prepared),
    run,
    failFast: options.failFast ?? run.failFast,
    openExecutor,
    isForced: matcher(options.force),
    sources: filesOf(config.dataset.use),
    estimate: estimatorOf(readHistory(store.root, config.name)),
    listen,
    stopping,
  });
}

function isDone(record: StepRecord | undefined): record is StepRecord {
  return record?.outcome === 'ran' || record?.outcome === 'cached';
}

function summary(steps: readonly Step[], records: Records, seconds: number): RunFinished {
  const count = (outcome: string) => steps.filter(({ id }) => records.get(id)?.outcome === outcome).length;
  const unfinished = steps.filter(({ id }) => !records.has(id)).length;
  return {
    type: 'finished',
    ran: count('ran'),
    cached: count('cached'),
    skipped: count('skipped') + unfinished,
    failed: count('failed'),
    seconds,
  };
}
