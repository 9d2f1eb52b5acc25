import type { AccuracyChange } from '../../report/changes/accuracy.js';
import type { Pair } from '../../report/changes/changes.js';
import type { GroupsChange } from '../../report/changes/groups.js';
import type { ResultChanges } from '../../report/changes/result-changes.js';
import type { SimilarityChange } from '../../report/changes/similarity.js';
import type { Json } from '../../store/fingerprint.js';
import type { Side } from '../sides.js';
import { valueText } from './value.js';

/** What two sides do not have in common. */
export interface SideChanges {
  readonly before: Side;
  readonly after: Side;
  readonly fields: readonly FieldChange[];
  /** Undefined where a side has none. */
  readonly results: ResultChanges | undefined;
}

export interface FieldChange extends Pair<Json> {
  /** As --set writes it. */
  readonly field: string;
}

/** For people: every field, and the largest changes of the results. */
export function diffLines({ before, after, fields, results }: SideChanges): string[] {
  return [
    `fields: ${differText(fields.length)}`,
    ...fields.map(fieldLine),
    ...(results === undefined ? missingLines([before, after]) : resultLines(results)),
  ];
}

function fieldLine({ field, before, after }: FieldChange): string {
  return `  ${field}: ${valueText(before, after)} -> ${valueText(after, before)}`;
}

function missingLines(sides: readonly Side[]): string[] {
  const missing = sides.filter(({ tables }) => tables === undefined);
  return missing.map(({ name }) => `results: those of ${name} are not there; run it to its end first`);
}

function resultLines({ accuracy, similarity, groups }: ResultChanges): string[] {
  return [
    ...section(
      'accuracy',
      'models and epochs',
      { ...accuracy, changed: bySize(accuracy.changed, sizeOf) },
      accuracyLine,
    ),
    ...section(
      'similarity (mean of all pairs; the pair that differs most)',
      'matrices',
      { ...similarity, changed: bySize(similarity.changed, ({ largest }) => (largest ? sizeOf(largest) : Infinity)) },
      similarityLine,
    ),
    ...section('groups', 'trees', groups, groupsLine),
  ];
}

const SHOWN = 10;

function section<Change>(
  title: string,
  things: string,
  { all, changed }: { readonly all: number; readonly changed: readonly Change[] },
  lineOf: (change: Change) => string,
): string[] {
  const more = changed.length - SHOWN;
  return [
    `${title}: ${differText(changed.length, `of ${all} ${things}`)}`,
    ...changed.slice(0, SHOWN).map((change) => `  ${lineOf(change)}`),
    ...(more > 0 ? [`  and ${more} more, which --json has`] : []),
  ];
}

/** Such as `2 of 9 trees differ`. */
function differText(count: number, ofAll = ''): string {
  return `${[count || 'none', ofAll].join(' ').trim()} differ${count > 1 ? '' : 's'}`;
}

/** The largest first. */
function bySize<Change>(changes: readonly Change[], size: (change: Change) => number): Change[] {
  return [...changes].sort((a, b) => size(b) - size(a));
}

/** What only one side has counts as more than any change. */
function sizeOf({ before, after }: Pair<number>): number {
  return before === undefined || after === undefined ? Infinity : Math.abs(after - before);
}

function accuracyLine({ model, epoch, ...accuracy }: AccuracyChange): string {
  return `${model}@${epoch}: ${pairText(accuracy, (share) => `${(100 * share).toFixed(2)} %`)}`;
}

function similarityLine({ id, mean, largest }: SimilarityChange): string {
  const pair = largest === undefined ? '' : `; ${largest.a} ${largest.b} ${pairText(largest, similarityText)}`;
  return `${id}: ${pairText(mean, similarityText)}${pair}`;
}

function similarityText(value: number): string {
  return value.toFixed(4);
}

function groupsLine({ id, ...groups }: GroupsChange): string {
  return `${id}: ${pairText(groups, (all) => all.map((group) => `{${group.join(' ')}}`).join(' '))}`;
}

function pairText<Value>({ before, after }: Pair<Value>, textOf: (value: Value) => string): string {
  const [from, to] = [before, after].map((value) => (value === undefined ? '(nothing)' : textOf(value)));
  return `${from} -> ${to}`;
}
