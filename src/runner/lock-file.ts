import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { writeAtomically } from '../store/atomic-file.js';
import type { Lock } from './lock.js';

interface Locked {
  readonly file: string;
  /** Of the experiments that the file's matrix makes. */
  readonly case: string | undefined;
}

/** `exp.yaml` is locked by `exp.lock.json` beside it, its case `wide` by `exp.wide.lock.json`. */
export function lockFileOf({ file, case: chosen }: Locked): string {
  const name = path.basename(file, path.extname(file));
  return path.join(path.dirname(file), `${name}${chosen === undefined ? '' : `.${chosen}`}.lock.json`);
}

export function writeLock(file: string, lock: Lock): void {
  writeAtomically(file, Buffer.from(`${JSON.stringify(lock, undefined, 2)}\n`));
}

/** The lock in a file, or why there is none. */
export function readLock(file: string): Lock | { readonly problem: string } {
  try {
    const lock: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const ajv = new Ajv({ allowUnionTypes: true });
    if (ajv.validate<Lock>(SCHEMA, lock)) return lock;
    return { problem: `this is not a lock of this version: ${ajv.errorsText(ajv.errors, { dataVar: 'lock' })}` };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

const text = { type: 'string' };
const lines = { type: 'array', items: text };
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const mapOf = (value: object) => ({ type: 'object', additionalProperties: value });
const record = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const SCHEMA = record({
  lockVersion: { const: 1 },
  versions: mapOf(text),
  experiment: record({
    file: { type: 'string', pattern: '^[^/\\\\]+$' },
    environment: mapOf(text),
    case: { type: ['string', 'null'] },
    set: lines,
    digest,
    seeds: record({ experiment: { type: 'integer' }, init: mapOf({ type: 'integer' }) }),
    text: lines,
    extended: mapOf(lines),
  }),
  engines: mapOf({ type: 'object' }),
  datasets: mapOf({ type: 'object' }),
  fused: { type: 'boolean' },
  stages: mapOf(record({ version: { type: 'integer' }, steps: { type: 'integer' }, root: digest })),
  results: mapOf(digest),
  steps: mapOf({ type: 'string', pattern: '^[0-9a-f]{64} [0-9a-f]{16}$' }),
});
