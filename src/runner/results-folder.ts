import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Digest, digestOf } from '../store/fingerprint.js';
import { type Artifacts, type Store, writeAtomically } from '../store/store.js';
import type { StepRecord } from './run-steps.js';
import type { Step } from './step.js';

export interface RunInfo {
  readonly experiment: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly engines: readonly { readonly name: string; readonly version: string; readonly digest: string }[];
}

/** Copies the report's files out of the cache; files that are there already with the same bytes stay untouched. */
export function writeReport(folder: string, report: Artifacts, store: Store): void {
  for (const [name, { digest }] of Object.entries(report)) {
    const file = path.join(folder, name);
    if (digestOfFile(file) !== digest) writeAtomically(file, store.read(digest));
  }
}

/** `run.json`: what it takes to say "reproduced". */
export function writeRunJson(
  folder: string,
  info: RunInfo,
  steps: readonly Step[],
  records: ReadonlyMap<string, StepRecord>,
): void {
  const entries = steps.map(({ id, stage }) => [id, { stage, ...entryOf(records.get(id)) }]);
  const run = { ...info, steps: Object.fromEntries(entries) };
  writeAtomically(path.join(folder, 'run.json'), Buffer.from(`${JSON.stringify(run, undefined, 1)}\n`));
}

function entryOf(record: StepRecord | undefined) {
  if (record === undefined) return { key: null, outcome: 'skipped', seconds: 0, artifacts: {} };
  const { key, outcome, seconds, artifacts, failure } = record;
  const digests = Object.fromEntries(Object.entries(artifacts).map(([name, { digest }]) => [name, digest]));
  return { key: key ?? null, outcome, seconds, artifacts: digests, ...(failure && { failure }) };
}

function digestOfFile(file: string): Digest | undefined {
  return existsSync(file) ? digestOf(readFileSync(file)) : undefined;
}
