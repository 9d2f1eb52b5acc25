import fc from 'fast-check';
import { BASE, type Draft, type Path, valueAt, withValue } from './base.js';
import type { Must } from './must.js';
import type { ContentOf } from './simulate.js';

/** An experiment before and after an edit, and the steps that must run again. */
export interface Edit {
  readonly before: Draft;
  readonly after: Draft;
  readonly must: Must;
  /** What the dataset's files hold after the edit. */
  readonly contentOf?: ContentOf;
}

/** What is promised of a field of the language. */
export type Oracle =
  /** It only holds other fields. */
  | 'container'
  /** It has one value. */
  | 'fixed'
  | FieldOracle;

export interface FieldOracle {
  /** All that there are, or any of many. */
  readonly edits: readonly Edit[] | fc.Arbitrary<Edit>;
  /** Where an experiment has the field. */
  readonly at?: Place;
  /** Its default, where the schema has that in words only; `unwritable` is what only the data tells. */
  readonly written?: (Place & { readonly value: unknown }) | 'unwritable';
}

interface Place {
  readonly path: Path;
  readonly draft: Draft;
}

interface FieldOptions {
  /** An experiment that has the field; BASE unless told. */
  readonly draft?: Draft;
  readonly written?: unknown;
}

/** A field whose every other value makes the same steps run. */
export function field(
  path: Path,
  values: fc.Arbitrary<unknown> | readonly unknown[],
  must: Must,
  { draft = BASE, written }: FieldOptions = {},
): FieldOracle {
  const now = JSON.stringify(valueAt(draft, path));
  const isOther = (value: unknown) => JSON.stringify(value) !== now;
  const editTo = (value: unknown) => edit(path, value, must, draft);
  const place = { path, draft };
  return {
    edits: values instanceof fc.Arbitrary ? values.filter(isOther).map(editTo) : values.filter(isOther).map(editTo),
    at: place,
    ...(written !== undefined && { written: written === 'unwritable' ? written : { ...place, value: written } }),
  };
}

/** Another value at a path of an experiment. */
export function edit(path: Path, value: unknown, must: Must, before: Draft = BASE): Edit {
  return { before, after: withValue(before, path, value), must };
}

export function edits(...list: readonly Edit[]): FieldOracle {
  return { edits: list };
}
