import path from 'node:path';
import { closureOf } from '../runner/closure.js';
import { type Declaration, declarationOf } from '../runner/declaration.js';
import { driftOf, keyDrift } from '../runner/drift.js';
import { digestOfJson, type Lock } from '../runner/lock.js';
import { lockFileOf, readLock } from '../runner/lock-file.js';
import { compareWithLock } from '../runner/reproduction.js';
import type { Step } from '../runner/step.js';
import type { StepRecord } from '../runner/step-record.js';
import type { Json } from '../store/fingerprint.js';
import type { ExperimentOptions } from './call.js';
import { complain, tell } from './output.js';
import { type Prepared, prepare } from './prepare.js';
import type { ReporterKind } from './reporters/reporter.js';
import { otherArithmeticText } from './text/arithmetic.js';
import { reasonText } from './text/cause.js';
import { versions } from './versions.js';

/** The lock beside an experiment; says why there is none, or what has drifted from it, and gives undefined. */
export function lockFor(prepared: Prepared): Lock | undefined {
  const { file } = prepared;
  const lockFile = lockFileOf(prepared);
  const lock = openLock(lockFile);
  if (lock === undefined) return undefined;
  tellOtherVersions(lock);
  const drift = driftLines(lock, prepared);
  if (drift.length === 0) return lock;
  const head = `error drift: ${file} would not make what ${lockFile} has`;
  complain([head, ...drift, '  take the change back, or make a new lock with `pipeline lock`'].join('\n'));
  return undefined;
}

export function openLock(file: string): Lock | undefined {
  const lock = readLock(file);
  if (!('problem' in lock)) return lock;
  complain(`error bad-lock: ${file}: ${lock.problem}\n  \`pipeline lock\` writes it, once all steps have run`);
  return undefined;
}

/** A line for each thing that decides results and is not as locked. */
export function driftLines(lock: Lock, prepared: Prepared): string[] {
  const { steps, store } = prepared;
  const now = declarationOf(steps);
  const drift = driftOf(lock, now, lockedConfig(lock, prepared, now), prepared);
  const found = () => closureOf(steps, (key) => store.find(key)).found;
  return (drift.length > 0 ? drift : keyDrift(lock, found())).map((reason) => `  ${reasonText(reason)}`);
}

/** The locked experiment as if its texts lay where it lies now; prints what is wrong with it and gives undefined. */
export function prepareLocked({ experiment }: Lock, file: string, cache: string): Prepared | undefined {
  const { text, extended } = experiment;
  const others = Object.entries(extended).map(([name, lines]) => [path.join(path.dirname(file), name), lines] as const);
  const texts = [[file, text] as const, ...others].map(
    ([name, lines]) => [path.resolve(name), lines.join('\n')] as const,
  );
  const given = { texts: new Map(texts), environment: experiment.environment };
  return prepare(file, { ...choiceOf(experiment), cache }, { given });
}

/** What was locked of what the file declares. */
export function choiceOf({ set, case: chosen }: Lock['experiment']): Omit<ExperimentOptions, 'cache'> {
  return { set: [...set], ...(chosen !== null && { case: chosen }) };
}

/** Decides the locked text anew where it is asked for. */
function lockedConfig(lock: Lock, { file, store }: Prepared, now: Declaration): Json | undefined {
  if (digestOfJson(now.config) === lock.experiment.digest) return now.config;
  const locked = prepareLocked(lock, file, store.root);
  return locked && declarationOf(locked.steps).config;
}

/** Versions decide no result, as fingerprints and digests show; they are where to look if one differs. How numbers are rounded does. */
export function tellOtherVersions({ versions: locked, fused }: Lock): void {
  const arithmetic = otherArithmeticText(fused);
  if (arithmetic !== undefined) complain(`note: ${arithmetic}`);
  for (const [name, version] of Object.entries(versions())) {
    if (locked[name] !== version) complain(`note: locked with ${name} ${locked[name]}; this is ${version}`);
  }
}

const SHOWN = 10;

/** Says how much was reproduced, and where it first was not; gives whether all was. */
export function tellReproduction(
  lock: Lock,
  { steps, records }: { readonly steps: readonly Step[]; readonly records: ReadonlyMap<string, StepRecord> },
  reporter: ReporterKind | undefined,
): boolean {
  const { same, all, first } = compareWithLock(lock, steps, records);
  for (const { id, how } of first.slice(0, SHOWN)) complain(`${id}: ${how}`);
  if (first.length > SHOWN) complain(`and ${first.length - SHOWN} more`);
  if (reporter === 'json') tell(JSON.stringify({ type: 'reproduced', same, all, first }));
  else tell(`reproduced ${same} of ${all} digests`);
  return same === all;
}
