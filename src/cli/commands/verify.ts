import { mkdtempSync, rmSync } from 'node:fs';
import { closureOf, type FoundStep } from '../../runner/closure.js';
import { matcher, only } from '../../runner/select-steps.js';
import type { StepRecord } from '../../runner/step-record.js';
import { borrowSteps } from '../../store/borrow.js';
import { Store } from '../../store/store.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { complain, tell } from '../output.js';
import { patternsMatch } from '../patterns-match.js';
import { prepare } from '../prepare.js';
import type { ReporterKind } from '../reporters/reporter.js';
import { complainUncached } from '../uncached.js';
import { writing } from '../writing.js';
import { runPrepared } from './run.js';

interface Options extends ExperimentOptions {
  readonly rerun: readonly string[];
  readonly jobs?: number;
  readonly reporter?: ReporterKind;
}

/** Runs cached steps again in a cache of their own, from the cached inputs, and compares bytes. */
export async function verify(file: string, { rerun, jobs, reporter, ...options }: Options): Promise<number> {
  const prepared = prepare(file, options);
  if (prepared === undefined || !patternsMatch(prepared.steps, rerun)) return EXIT.wrong;
  const { store, steps } = prepared;
  const { found, missing } = closureOf(only(steps, rerun), (key) => store.find(key));
  if (missing.length > 0) return complainUncached(file, missing);
  const matches = matcher(rerun);
  const wanted = found.filter(({ step }) => matches(step.id));
  const keys = new Set(wanted.map(({ key }) => key));
  const inputs = found.filter(({ key }) => !keys.has(key));
  const borrowed = await writing('the folder beside the cache must be writable', () => borrow(store.root, inputs));
  if (borrowed === undefined) return EXIT.failed;
  const again = { ...prepared, store: new Store(borrowed.result) };
  const { status, records } = await runPrepared(again, { jobs, reporter, only: rerun, force: [], out: undefined });
  return status === EXIT.interrupted || tellSame(wanted, records, reporter) ? status : EXIT.failed;
}

/** Beside the cache, so that objects can be linked; is gone when the process ends. */
function borrow(root: string, inputs: readonly FoundStep[]): string {
  const folder = mkdtempSync(`${root}.rerun-`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  borrowSteps(root, folder, inputs);
  return folder;
}

/** Says which steps made other bytes than before, in dependency order; gives whether none did. */
function tellSame(
  wanted: readonly FoundStep[],
  records: ReadonlyMap<string, StepRecord>,
  reporter?: ReporterKind,
): boolean {
  const different = wanted.flatMap(({ step: { id }, manifest }) => {
    const made = records.get(id)?.artifacts ?? {};
    const names = Object.keys(manifest.artifacts).filter(
      (name) => made[name]?.digest !== manifest.artifacts[name].digest,
    );
    return names.length === 0 ? [] : { id, artifacts: names };
  });
  const [same, all] = [wanted.length - different.length, wanted.length];
  for (const { id, artifacts } of different) complain(`${id}: other bytes in ${artifacts.join(', ')}`);
  if (reporter === 'json') tell(JSON.stringify({ type: 'rerun', same, all, different }));
  else tell(`${same} of ${all} steps made the same bytes again`);
  return different.length === 0;
}
