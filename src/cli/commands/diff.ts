import type { Config } from '../../language/config.js';
import { fieldName } from '../../language/origins.js';
import { resultChanges } from '../../report/changes/result-changes.js';
import { differencesOf } from '../../runner/differences.js';
import { EXIT } from '../call.js';
import { print } from '../output.js';
import { openSide, type Side } from '../sides.js';
import { diffLines, type FieldChange, type SideChanges } from '../text/diff.js';

interface Options {
  readonly cache: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** What differs between two experiments, as they are decided, and between their results. */
export function diff(a: string, b: string, { cache, json, check }: Options): number {
  const before = openSide(a, cache);
  const after = openSide(b, cache);
  if (before === undefined || after === undefined) return EXIT.wrong;
  const fields = fieldChanges(before, after);
  const results = before.tables && after.tables && resultChanges(before.tables, after.tables);
  const changes = { before, after, fields, results };
  print(json ? jsonOf(changes) : diffLines(changes).join('\n'));
  return check && isAny(changes) ? EXIT.found : EXIT.done;
}

/** A layer differs in every model that has it, but is one field. */
function fieldChanges(before: Side, after: Side): FieldChange[] {
  const changes = differencesOf(before.config, after.config).map(({ field, ...change }) => ({
    field: fieldName(after.config as unknown as Config, field),
    ...change,
  }));
  return [...new Map(changes.map((change) => [change.field, change])).values()];
}

/** JSON has no undefined, so null stands for nothing. */
function jsonOf({ before, after, fields, results }: SideChanges): string {
  const document = { before: before.name, after: after.name, fields, results };
  return JSON.stringify(document, (_, value) => value ?? null);
}

function isAny({ fields, results }: SideChanges): boolean {
  return fields.length > 0 || Object.values(results ?? {}).some(({ changed }) => changed.length > 0);
}
