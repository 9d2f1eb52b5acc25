import type { StepFailure } from '../stages/stage.js';
import type { Digest, Key } from '../store/fingerprint.js';
import { type Artifacts, CorruptObject } from '../store/store.js';
import type { Outcome } from './events.js';

/** How a step of this run ended; key and artifacts are missing where it never got so far. */
export interface StepRecord {
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly key: Key | undefined;
  readonly artifacts: Artifacts;
  readonly failure: StepFailure | undefined;
}

export function ran(key: Key, artifacts: Artifacts, seconds: number): StepRecord {
  return { outcome: 'ran', seconds, key, artifacts, failure: undefined };
}

export function cached(key: Key, artifacts: Artifacts): StepRecord {
  return { outcome: 'cached', seconds: 0, key, artifacts, failure: undefined };
}

export function failed(failure: StepFailure): StepRecord {
  return { outcome: 'failed', seconds: 0, key: undefined, artifacts: {}, failure };
}

export function skipped(because: string): StepRecord {
  const failure: StepFailure = { code: 'skipped', message: `${because} did not succeed` };
  return { outcome: 'skipped', seconds: 0, key: undefined, artifacts: {}, failure };
}

export function isUnsuccessful(record: StepRecord | undefined): boolean {
  return record?.outcome === 'failed' || record?.outcome === 'skipped';
}

/** Why a step did not succeed, in a line. */
export function whyOf({ failure }: StepRecord): string {
  return failure === undefined ? '' : `${failure.code}: ${failure.message.split('\n')[0]}`;
}

export function corruptObject(digest: Digest): StepFailure {
  return { code: 'corrupt-object', message: new CorruptObject(digest).message };
}

export function cannotWrite({ message }: Error): StepFailure {
  return { code: 'cannot-write', message, hint: 'name a writable folder with --cache' };
}
