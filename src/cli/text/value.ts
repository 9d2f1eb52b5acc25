import { escapeInvisible } from '../../language/words.js';
import type { Json } from '../../store/fingerprint.js';

const LONGEST = 80;
const DIGEST = /^[0-9a-f]{64}$/;

/** A value in a few words, on one line: of two kinds of things their names, of a long list the part that differs. */
export function valueText(value: Json | undefined, other: Json | undefined): string {
  if (value === undefined) return '(nothing)';
  const kind = kindOf(value);
  const text = kind !== undefined && kindOf(other) !== undefined ? kind : textOf(value);
  if (text.length <= LONGEST) return text;
  return Array.isArray(value) && Array.isArray(other) ? differingPart(value, other) : cut(text);
}

function textOf(value: Json): string {
  if (typeof value === 'string') return DIGEST.test(value) ? value.slice(0, 12) : escapeInvisible(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const { type: _, use: __, adapter: ___, name: ____, ...rest } = value as { readonly [name: string]: Json };
  const fields = Object.entries(rest).map(([name, part]) => `${name}: ${textOf(part)}`);
  return [kindOf(value) ?? [], fields.length > 0 ? `{ ${fields.join(', ')} }` : []].flat().join(' ');
}

/** Such as the type of a layer, or the name of an adapter or an engine. */
function kindOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, use, adapter, name, digest } = value as { readonly [name: string]: Json };
  const kind = type ?? use ?? adapter ?? (digest === undefined ? undefined : name);
  return typeof kind === 'string' ? kind : undefined;
}

/** What is not the same at both ends, with one item before and after it. */
function differingPart(list: readonly Json[], other: readonly Json[]): string {
  const texts = list.map(textOf);
  const others = other.map(textOf);
  const before = commonStart(texts, others);
  const after = commonStart(texts.slice(before).toReversed(), others.slice(before).toReversed());
  const start = Math.max(0, before - 1);
  const end = Math.min(texts.length, texts.length - after + 1);
  const gap = (isGap: boolean) => (isGap ? ['...'] : []);
  return cut(`[${[...gap(start > 0), ...texts.slice(start, end), ...gap(end < texts.length)].join(', ')}]`);
}

function commonStart(list: readonly string[], other: readonly string[]): number {
  const differing = list.findIndex((text, index) => text !== other[index]);
  return differing === -1 ? list.length : differing;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
