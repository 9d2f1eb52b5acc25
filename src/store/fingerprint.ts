import { createHash } from 'node:crypto';
import { canonicalJson } from '../formats/canonical-json.js';

/** SHA-256 of bytes, in hex. */
export type Digest = string & { readonly brand: 'Digest' };
/** SHA-256 of a fingerprint: the address of a step's manifest. */
export type Key = string & { readonly brand: 'Key' };

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * Every meaningful input of a step. Names of models and experiments, key order, comments, paths, job counts and log levels
 * are left out on purpose: they cannot change the bytes that a step makes.
 */
export interface Fingerprint {
  /** Tells fingerprints from anything else that is hashed. */
  readonly kind: 'kindred step';
  readonly stage: string;
  /** Version of the stage's implementation: raised whenever its output changes for the same inputs. */
  readonly version: number;
  /** Decided parameters, defaults filled in. */
  readonly params: { readonly [name: string]: Json };
  /** Content of the inputs, not the steps that made them: an upstream rerun with the same bytes changes nothing. */
  readonly inputs: { readonly [name: string]: Digest | readonly Digest[] };
}

/** Whether something from outside can be a digest, or a key: what is asked for by it is a file of that name. */
export function isDigest(value: unknown): value is Digest & Key {
  return typeof value === 'string' && value.length === 64 && /^[0-9a-f]+$/.test(value);
}

export function digestOf(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest;
}

export function keyOf(fingerprint: Fingerprint): Key {
  return createHash('sha256').update(canonicalJson(fingerprint)).digest('hex') as Key;
}
