import { isObject, isText } from '../../formats/json-shape.js';
import type { ConfigPath } from '../config.js';

/** Stable names of what makes a result mean less than it seems to; docs/warnings.md has a row for each. */
export const WARNING_CODES = [
  'row-numbers',
  'constant-features',
  'equal-in-float32',
  'missing-values',
  'converted-samples',
  'few-models',
  'identical-models',
  'shared-init',
  'few-probe-samples',
  'fitted-default',
  'chance-level',
  'dead-layer',
  'dead-units',
  'few-distinct-samples',
  'empty-clusters',
  'not-converged',
  'tied-majority',
] as const;

type WarningCode = (typeof WARNING_CODES)[number];

/** Something that a reader of the results must know first. Nothing fails of it. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  /** A sentence on what to do about it. */
  readonly hint?: string;
  /** The part of the experiment that it is about. */
  readonly path?: ConfigPath;
  /** The models that it is about, where it is not about all. */
  readonly models?: readonly string[];
  /** The steps whose results it is about. */
  readonly steps?: readonly string[];
}

/** Whether a value out of a cache, which may come from anywhere, has what is shown of a warning. */
export function isWarning(value: unknown): value is Warning {
  if (!isObject(value)) return false;
  const { code, message, hint = '', at = '', path = [], models = [], steps = [] } = value;
  return [code, message, hint, at].every(isText) && [path, models, steps].every(Array.isArray);
}

const MOST_NAMED = 4;

/** `a, b and c`; of many the first, and how many more. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  if (names.length <= MOST_NAMED) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, MOST_NAMED - 1).join(', ')} and ${names.length - MOST_NAMED + 1} more`;
}
