import type { ConfigPath } from '../language/config.js';
import type { FilePosition } from '../language/source.js';
import type { Json } from '../store/fingerprint.js';

/** One thing that differs from an earlier run and makes a step run. */
export interface Reason {
  /**
   * - `field`: a field of the experiment file has another value, or asks for something new;
   * - `internal`: kindred itself, an engine or the dataset's files differ;
   * - `first`: neither the experiment nor one like it has run before;
   * - `unfinished`: an earlier run did not come to the step;
   * - `gone`: what it made is no longer in the cache;
   * - `forced`: the user wants it to run.
   */
  readonly kind: 'field' | 'internal' | 'first' | 'unfinished' | 'gone' | 'forced';
  /** As --set writes it; of what is internal, the stage and the part of its fingerprint; else empty. */
  readonly field: string;
  /** Where an experiment file has the field. */
  readonly path: ConfigPath | undefined;
  /** Where the value after the change comes from. */
  readonly origin: FieldOrigin | undefined;
  /** Where that value is written: the same for all fields that get it by an alias. */
  readonly value: FilePosition | undefined;
  readonly change: Change | undefined;
  /** Names and numbers that the field asks for and the earlier run did not have. */
  readonly added: readonly string[];
}

/** A value before and after; undefined where there was or is none. */
export interface Change {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export type FieldOrigin =
  | FilePosition
  | { readonly set: string }
  | { readonly environment: readonly string[] }
  | 'default';

/** A reason, and the ids of all steps that it reaches. */
export interface Cause extends Reason {
  /** More fields that are written at the same place, by an alias of it. */
  readonly aliases: readonly string[];
  readonly run: readonly string[];
  readonly mayRun: readonly string[];
  /** Steps that the change would reach if those before them had not made the same bytes as before. */
  readonly stoppedAt: readonly string[];
}

/** A reason without a field. */
export function reasonOf(kind: Exclude<Reason['kind'], 'field'>): Reason {
  return { kind, field: '', path: undefined, origin: undefined, value: undefined, change: undefined, added: [] };
}

/** The same for reasons that are told as one. */
export function nameOf({ kind, field }: Reason): string {
  return `${kind} ${field}`;
}

/** The same for fields that one place in the file decides through aliases. */
function placeOf(reason: Reason): string {
  const { kind, path, value } = reason;
  return value === undefined ? nameOf(reason) : `${kind} ${path?.at(-1)} ${value.file}:${value.line}:${value.column}`;
}

/** The change with a value on both sides: where it is absent in one fingerprint, another may name its default. */
function fuller(a: Change | undefined, b: Change | undefined): Change | undefined {
  const isFull = (change: Change | undefined) => change?.before !== undefined && change.after !== undefined;
  return a === undefined || (!isFull(a) && isFull(b)) ? b : a;
}

function isAlike(a: Change | undefined, b: Change | undefined): boolean {
  return (
    a === undefined || b === undefined || JSON.stringify([a.before, a.after]) === JSON.stringify([b.before, b.after])
  );
}

type Reach = 'run' | 'mayRun' | 'stoppedAt';

interface Draft {
  readonly reason: Reason;
  change: Change | undefined;
  readonly fields: Set<string>;
  readonly added: Set<string>;
  readonly reached: { readonly [Which in Reach]: Set<string> };
}

/** Collects the reasons of steps; those of one field, or of one place in the file, become one cause. */
export class Causes {
  readonly #drafts = new Map<string, Draft>();

  add(reasons: Iterable<Reason>, reach: Reach, id: string): void {
    for (const reason of reasons) {
      const draft = this.#draftOf(reason);
      draft.reached[reach].add(id);
      draft.change = fuller(draft.change, reason.change);
      draft.fields.add(reason.field);
      for (const part of reason.added) draft.added.add(part);
    }
  }

  /** Those that say something of their own; the ones for which a step certainly runs come first. */
  list(): Cause[] {
    const drafts = withoutVague([...this.#drafts.values()]);
    const telling = drafts.filter((draft) => !drafts.some((other) => isToldBy(draft, other)));
    const causes = telling.map(({ reason, change, fields, added, reached: { run, mayRun, stoppedAt } }): Cause => {
      const [, ...aliases] = fields;
      const reach = { run: [...run], mayRun: [...mayRun], stoppedAt: [...stoppedAt] };
      return { ...reason, aliases, change, added: [...added], ...reach };
    });
    return causes.sort((a, b) => Number(b.run.length > 0) - Number(a.run.length > 0));
  }

  #draftOf(reason: Reason): Draft {
    const place = placeOf(reason);
    const known = this.#drafts.get(place);
    if (known?.fields.has(reason.field) || (known && isAlike(known.change, reason.change))) return known;
    const name = known === undefined ? place : `${place} ${nameOf(reason)}`;
    const reached = { run: new Set<string>(), mayRun: new Set<string>(), stoppedAt: new Set<string>() };
    const draft = this.#drafts.get(name) ?? { reason, change: undefined, fields: new Set(), added: new Set(), reached };
    this.#drafts.set(name, draft);
    return draft;
  }
}

/** What is only known to be somewhere in a field is told by what is known to have changed inside of it. */
function withoutVague(drafts: readonly Draft[]): Draft[] {
  return drafts.filter((draft) => {
    const isVague = draft.reason.kind === 'field' && draft.change === undefined && draft.added.size === 0;
    const inner = isVague ? drafts.filter((other) => isInside(other, draft)) : [];
    for (const { reached } of inner) {
      for (const reach of ['run', 'mayRun', 'stoppedAt'] as const)
        for (const id of draft.reached[reach]) reached[reach].add(id);
    }
    return inner.length === 0;
  });
}

/** A field is not told where another one inside of it reaches all that it reaches. */
function isToldBy(draft: Draft, other: Draft): boolean {
  const isReached = (reach: Reach) => [...draft.reached[reach]].every((id) => other.reached[reach].has(id));
  return isInside(other, draft) && isReached('run') && isReached('mayRun');
}

function isInside({ reason: { path } }: Draft, outer: Draft): boolean {
  const around = outer.reason.path;
  if (path === undefined || around === undefined || path.length <= around.length) return false;
  return around.every((part, index) => part === path[index]);
}
