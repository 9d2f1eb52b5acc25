import type { SourceFiles } from '../data/adapter.js';
import type { ConfigPath } from '../language/config.js';
import type { DiagnosticCode } from '../language/diagnostics.js';
import type { Content } from '../store/atomic-file.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';

export type StageName =
  | 'dataset'
  | 'probe'
  | 'train'
  | 'capture'
  | 'reduce'
  | 'cluster'
  | 'label'
  | 'compare'
  | 'kindred'
  | 'warnings'
  | 'table'
  | 'figure'
  | 'page';

/** Stable names of why a step fails; docs/errors.md has a row for each. A dataset step also has the codes of its files. */
export const STEP_CODES = [
  'changed-dataset',
  'changed-engine',
  'diverged',
  'overflow',
  'engine-does-not-load',
  'out-of-memory',
  'timed-out',
  'worker-died',
  'worker-not-started',
  'too-few-means',
  'cannot-write',
  'corrupt-object',
  'disagreement',
  'skipped',
  'internal',
] as const;

/** Why a step failed, for people: what happened and what to do. */
export interface StepFailure {
  readonly code: (typeof STEP_CODES)[number] | DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
  /** The part of the experiment file that is to blame. */
  readonly path?: ConfigPath;
}

/** How far a training epoch is: samples done of all, mean loss and accuracy so far. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly done: number;
  readonly total: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** What a stage may use besides its fingerprint; none of it can change the bytes that it makes. */
export interface StageContext {
  readonly store: Store;
  /** The dataset's source files, which a fingerprint knows by their digests only. */
  readonly sources: SourceFiles;
  readonly progress: (progress: TrainingProgress) => void;
}

export type StageResult =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Content> }
  | { readonly ok: false; readonly failure: StepFailure };

/** The work of one stage: a pure function of the fingerprint. */
export type RunStage = (fingerprint: Fingerprint, context: StageContext) => StageResult | Promise<StageResult>;

export function made(files: Iterable<readonly [string, Content]>): StageResult {
  return { ok: true, files: new Map(files) };
}

export function jsonFile(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, onlyFinite)}\n`);
}

/** JSON would say null, and a reader take that for 0. */
function onlyFinite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`internal error: ${name} is ${value}`);
  return value;
}

export function readJson<Value>(store: Store, digest: Digest): Value {
  return JSON.parse(Buffer.from(store.read(digest)).toString()) as Value;
}

/** The one digest that a fingerprint holds under `name`. */
export function input(fingerprint: Fingerprint, name: string): Digest {
  const digest = fingerprint.inputs[name];
  if (typeof digest !== 'string') throw new Error(`internal error: ${fingerprint.stage} has no single input ${name}`);
  return digest;
}

/** The list of digests that a fingerprint holds under `name`. */
export function inputList(fingerprint: Fingerprint, name: string): readonly Digest[] {
  const digests = fingerprint.inputs[name];
  if (!Array.isArray(digests)) throw new Error(`internal error: ${fingerprint.stage} has no input list ${name}`);
  return digests;
}
