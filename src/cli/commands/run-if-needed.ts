import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Executor } from '../../runner/pool.js';
import { markUsed, type SettledRun } from '../../runner/settled.js';
import { readCases } from '../../runner/settled-cases.js';
import { EXIT } from '../call.js';
import { tell as print } from '../output.js';
import { openLineReporter } from '../reporters/reporter.js';
import { settledRuns } from '../settled.js';
import type { RunCommandOptions } from './run.js';

/** Says that nothing has changed where that is certain; only otherwise loads what it takes to run. */
export async function runIfNeeded(
  file: string,
  options: RunCommandOptions,
  openExecutor?: () => Executor,
): Promise<number> {
  const began = performance.now();
  const { force, only, locked, out } = options;
  const isWhole = force.length === 0 && only.length === 0 && !locked;
  const settled = isWhole ? settledRuns(file, { ...options, out }) : undefined;
  if (settled === undefined) return await (await import('./run.js')).run(file, options, openExecutor);
  for (const run of settled) {
    await tell(run, options, began);
    markUsed(run, path.resolve(options.cache));
  }
  const isMatrix = settled[0].case !== undefined && options.case === undefined;
  const summary = isMatrix ? readCases(path.resolve(options.cache), file, options.set)?.summary : undefined;
  if (summary !== undefined && options.reporter !== 'json') print(`summary: ${summary.folder}`);
  return EXIT.done;
}

/** Nothing moves, so nothing is drawn. */
async function tell(
  { case: name, steps, config, warnings }: SettledRun,
  { reporter: kind, out }: RunCommandOptions,
  began: number,
) {
  const reporter = await openLineReporter(kind === 'json' ? kind : 'plain');
  if (name !== undefined) reporter.listen({ type: 'experiment', name: config.name });
  reporter.listen({ type: 'planned', steps });
  for (const warning of warnings) reporter.listen(warning);
  for (const { id, stage } of steps) reporter.listen({ type: 'step', id, stage, outcome: 'cached', seconds: 0 });
  const seconds = (performance.now() - began) / 1000;
  reporter.listen({ type: 'finished', ran: 0, cached: steps.length, skipped: 0, failed: 0, seconds });
  await reporter.close();
  reporter.conclude(path.resolve(out, config.name));
}
