import { readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { estimatorOf } from '../../runner/estimate.js';
import type { Listener, RunFinished } from '../../runner/events.js';
import { readHistory, rememberRun } from '../../runner/history.js';
import { type RunInfo, writeReport, writeRunJson } from '../../runner/results-folder.js';
import { runSteps, type StepRecord } from '../../runner/run-steps.js';
import { matcher, only, unmatched } from '../../runner/select-steps.js';
import type { Step } from '../../runner/step.js';
import { Leases } from '../../store/lease.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { complain } from '../output.js';
import { type Prepared, prepare } from '../prepare.js';
import { openReporter, type ReporterKind } from '../reporters/reporter.js';
import { unknownStep } from '../unknown-step.js';

export interface RunCommandOptions extends ExperimentOptions {
  readonly jobs: number;
  readonly force: string[];
  readonly only: string[];
  readonly out: string;
  readonly reporter?: ReporterKind;
}

export async function run(file: string, options: RunCommandOptions): Promise<number> {
  const began = performance.now();
  const prepared = prepare(file, options);
  if (prepared === undefined || !patternsMatch(prepared.steps, options)) return EXIT.wrong;
  const steps = only(prepared.steps, options.only);
  const reporter = await openReporter(options.reporter);
  const interrupt = stopOnSignal();
  reporter.listen({ type: 'planned', steps: steps.map(({ id, stage }) => ({ id, stage })) });
  const records = await execute(prepared, steps, options, reporter.listen, interrupt.signal);
  const folder = path.resolve(options.out, prepared.config.name);
  const written = writeResults(prepared, { folder, steps, records });
  reporter.listen(summary(steps, records, (performance.now() - began) / 1000));
  await reporter.close();
  if (written !== undefined) complain(written);
  else if (isDone(records.get('report'))) reporter.conclude(folder);
  if (interrupt.signal.aborted) {
    complain('interrupted; finished steps are kept, and the next run goes on from there');
    return EXIT.interrupted;
  }
  const wrong = [...records.values()].some(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
  return wrong || written !== undefined ? EXIT.failed : EXIT.done;
}

function patternsMatch(steps: readonly Step[], options: RunCommandOptions): boolean {
  const wrong = unmatched(steps, [...options.only, ...options.force]);
  for (const pattern of wrong)
    complain(
      unknownStep(
        pattern,
        steps.map(({ id }) => id),
      ),
    );
  return wrong.length === 0;
}

/** The first Ctrl-C (or SIGTERM, SIGHUP) stops the run, a second one leaves at once; finished steps are kept. */
function stopOnSignal(): AbortController {
  const controller = new AbortController();
  const stop = () => (controller.signal.aborted ? process.exit(EXIT.interrupted) : controller.abort());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return controller;
}

async function execute(
  prepared: Prepared,
  steps: readonly Step[],
  options: RunCommandOptions,
  listen: Listener,
  signal: AbortSignal,
) {
  const { store, config } = prepared;
  const leases = new Leases(store.root);
  return await runSteps({
    steps,
    store,
    leases,
    jobs: options.jobs,
    isForced: matcher(options.force),
    folder: config.dataset.folder,
    estimate: estimatorOf(readHistory(store.root, config.name)),
    listen,
    signal,
  });
}

interface Outcome {
  readonly folder: string;
  readonly steps: readonly Step[];
  readonly records: ReadonlyMap<string, StepRecord>;
}

/** Writes the results folder; gives the message where that is not possible. */
function writeResults({ store, config, engine }: Prepared, { folder, steps, records }: Outcome): string | undefined {
  const info: RunInfo = { experiment: config.name, versions: versions(), engines: [engine] };
  try {
    const report = records.get('report');
    if (isDone(report)) writeReport(folder, report.artifacts, store);
    writeRunJson(folder, info, steps, records);
    rememberRun(store.root, config.name, steps, records);
    return undefined;
  } catch (error) {
    return `error cannot-write: ${(error as Error).message}\n  the results are in the cache: free space, or name another folder with --out, and run again`;
  }
}

function isDone(record: StepRecord | undefined): record is StepRecord {
  return record?.outcome === 'ran' || record?.outcome === 'cached';
}

function versions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return { kindred: version, node: process.versions.node };
}

function summary(steps: readonly Step[], records: ReadonlyMap<string, StepRecord>, seconds: number): RunFinished {
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
