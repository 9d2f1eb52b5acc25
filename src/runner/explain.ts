import type { ConfigPath } from '../language/config.js';
import type { Fingerprint, Json } from '../store/fingerprint.js';
import type { Step } from './step.js';

/** A part of a fingerprint that differs between two runs of a step. */
export interface Difference {
  /** Such as `params.optimizer.learningRate` or `inputs.samples`. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
  /** Where the experiment file sets it; undefined for what the file does not say. */
  readonly origin: ConfigPath | undefined;
}

/** The fields that differ, in field order. */
export function differences(step: Step, before: Fingerprint, after: Fingerprint): Difference[] {
  const old = flatten({ version: before.version, params: before.params, inputs: before.inputs });
  const now = flatten({ version: after.version, params: after.params, inputs: after.inputs });
  const fields = [...new Set([...old.keys(), ...now.keys()])].sort();
  return fields
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({
      field,
      before: old.get(field) ?? '(nothing)',
      after: now.get(field) ?? '(nothing)',
      origin: originOf(step, field),
    }));
}

/** The origin of the longest leading part of the field that has one. */
function originOf({ origins }: Step, field: string): ConfigPath | undefined {
  const parts = field.split('.').slice(1);
  for (let length = parts.length; length > 0; length--) {
    const origin = origins[parts.slice(0, length).join('.')];
    if (origin !== undefined)
      return [...origin, ...parts.slice(length).map((part) => (/^\d+$/.test(part) ? Number(part) : part))];
  }
  return undefined;
}

function flatten(value: Json, prefix = ''): Map<string, string> {
  if (value === null || typeof value !== 'object') return new Map([[prefix, JSON.stringify(value)]]);
  const flat = new Map<string, string>();
  for (const [name, part] of Object.entries(value)) {
    for (const [field, text] of flatten(part as Json, prefix === '' ? name : `${prefix}.${name}`))
      flat.set(field, text);
  }
  return flat;
}
