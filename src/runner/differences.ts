import { canonicalJson } from '../formats/canonical-json.js';
import type { Json } from '../store/fingerprint.js';

/** A place where two values differ; undefined on the side where nothing is. */
export interface Difference {
  /** From the root of what is compared, such as ['network', 'layers', 2, 'filters']. */
  readonly field: Field;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

type Field = readonly (string | number)[];
type Fields = { readonly [name: string]: Json };
/** Part of a list such as layers (told apart by their `type`) or models (by their `name`). */
type Item = Fields & { readonly type?: string; readonly name?: string };

/** Where two values differ, as deep down as the difference can be told; lists of plain values are told whole. */
export function differencesOf(before: Json | undefined, after: Json | undefined, field: Field = []): Difference[] {
  if (isSame(before, after)) return [];
  if (isFields(before) && isFields(after) && kindOf(before) === kindOf(after)) return inFields(before, after, field);
  if (isItems(before) && isItems(after)) return inItems(before, after, field);
  return [{ field, before, after }];
}

function inFields(before: Fields, after: Fields, field: Field): Difference[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name) => differencesOf(own(before, name), own(after, name), [...field, name]));
}

/** A field may bear the name of something every object inherits, such as `toString`. */
function own(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function inItems(before: readonly Item[], after: readonly Item[], field: Field): Difference[] {
  if (isSame(before.map(identityOf), after.map(identityOf)))
    return after.flatMap((item, index) => differencesOf(before[index], item, [...field, index]));
  return after.some(({ type }) => type !== undefined) ? inSequence(before, after, field) : inSet(before, after, field);
}

function identityOf({ type, name }: Item): Json {
  return type ?? name ?? null;
}

/** Layers were put in, taken out or replaced: what is left without the common beginning and end. Names follow their number. */
function inSequence(before: readonly Item[], after: readonly Item[], field: Field): Difference[] {
  const isAlike = (a: Item | undefined, b: Item | undefined) => isSame({ ...a, name: '' }, { ...b, name: '' });
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isAlike(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isAlike(before.at(-1 - end), after.at(-1 - end))) end++;
  const replaced = (items: readonly Item[]) => {
    const part = items.slice(start, items.length - end);
    return part.length > 1 ? part : part[0];
  };
  return [{ field: [...field, start], before: replaced(before), after: replaced(after) }];
}

/** Other names, or another order of them; and what differs under the same name. */
function inSet(before: readonly Item[], after: readonly Item[], field: Field): Difference[] {
  const names = (items: readonly Item[]) => items.map(identityOf);
  const within = after.flatMap((item, index) => {
    const earlier = before.find(({ name }) => name === item.name);
    return earlier === undefined ? [] : differencesOf(earlier, item, [...field, index]);
  });
  return [{ field, before: names(before), after: names(after) }, ...within];
}

/** What a choice is, or which adapter or engine: fields of one kind are not compared with those of another. */
function kindOf({ type, use, adapter, name, digest }: Fields): Json {
  const kind = [type, use, adapter].find((one) => typeof one === 'string');
  return kind ?? (digest === undefined ? null : name);
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isItems(value: Json | undefined): value is readonly Item[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFields);
}
