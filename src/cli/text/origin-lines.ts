import type { ConfigPath } from '../../language/config.js';
import { fieldText, writtenPath } from '../../language/origins.js';
import { escapeInvisible } from '../../language/words.js';
import { type Decided, originsOf } from './annotated-config.js';

export interface OriginLine {
  /** As --set writes it. */
  readonly field: string;
  readonly text: string;
}

/** A line for each decided value: its field, the value as JSON and where it comes from, with tabs between. */
export function originLines(decided: Decided): OriginLine[] {
  const { config, run, positions } = decided;
  const originAt = originsOf(decided);
  const lines = decidedValues({ ...config, run }, []).map(([path, value]): OriginLine => {
    const field = fieldText(config, writtenPath(config, positions, path));
    return { field, text: [field, escapeInvisible(JSON.stringify(value)), originAt(path)].join('\t') };
  });
  // Models that share an architecture have the same layers.
  return [...new Map(lines.map((line) => [line.text, line])).values()];
}

/** Whether a field is the one at a path, or inside of it. */
export function isIn(field: string, path: string): boolean {
  return field === path || (field.startsWith(path) && /^[.[]/.test(field.slice(path.length)));
}

function decidedValues(part: unknown, path: ConfigPath): (readonly [path: ConfigPath, value: unknown])[] {
  if (part === undefined) return [];
  const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (Array.isArray(part) && part.some(isMapping))
    return part.flatMap((one, index) => decidedValues(one, [...path, index]));
  if (!isMapping(part)) return [[path, part]];
  return Object.entries(part as object).flatMap(([key, value]) => decidedValues(value, [...path, key]));
}
