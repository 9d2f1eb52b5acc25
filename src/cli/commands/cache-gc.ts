import path from 'node:path';
import { closureOf } from '../../runner/closure.js';
import { lastUses, readHistory } from '../../runner/history.js';
import type { GarbagePolicy } from '../../store/choose-garbage.js';
import { findGarbage, type Garbage, removeGarbage } from '../../store/collect.js';
import type { Key } from '../../store/fingerprint.js';
import { EXIT } from '../call.js';
import { bytes, tell } from '../output.js';
import { isPlace } from '../places.js';
import { prepareAll } from '../prepare.js';
import { writing } from '../writing.js';

interface Options {
  readonly cache: string;
  readonly olderThan?: number;
  readonly maxSize?: number;
  readonly keep: readonly string[];
  readonly yes?: boolean;
  readonly json?: boolean;
}

const HINT = 'the cache folder and its files must be writable';

export async function cacheGc(options: Options): Promise<number> {
  const root = path.resolve(options.cache);
  if (options.yes && !isPlace('--cache', root, 'folder to write')) return EXIT.wrong;
  const kept = keptKeys(options);
  if (kept === undefined) return EXIT.wrong;
  const garbage = findGarbage({ root, policy: policyOf(options), keep: kept, lastUse: lastUses(root) });
  const removed = options.yes ? (await writing(HINT, () => removeGarbage(root, garbage)))?.result : undefined;
  if (options.yes && removed === undefined) return EXIT.failed;
  if (options.json) tell(JSON.stringify(summary(garbage, removed)));
  else report(garbage, removed);
  return EXIT.done;
}

function policyOf({ olderThan, maxSize, keep }: Options): GarbagePolicy {
  return {
    ...(olderThan !== undefined && { usedBefore: Date.now() - olderThan }),
    ...(maxSize !== undefined && { maxSize }),
    everythingElse: keep.length > 0 && olderThan === undefined && maxSize === undefined,
  };
}

/** Undefined where an experiment cannot be read: then nobody knows what it reaches. */
function keptKeys({ keep, cache }: Options): Set<Key> | undefined {
  const kept = new Set<Key>();
  const prepared = keep.map((file) => prepareAll(file, { cache, set: [] }));
  if (!prepared.every((all) => all !== undefined)) return undefined;
  for (const { steps, store, config } of prepared.flat()) {
    // The record of a step says what it reaches, also where an object of it is gone.
    const { found, missing } = closureOf(steps, (key) => store.recall(key));
    for (const { key } of found) kept.add(key);
    const { keys } = readHistory(store.root, config.name);
    for (const { id } of missing) if (keys[id] !== undefined) kept.add(keys[id]);
  }
  return kept;
}

type Removed = ReturnType<typeof removeGarbage> | undefined;

function summary(garbage: Garbage, removed: Removed) {
  const files = [...garbage.manifests, ...garbage.objects, ...garbage.leftovers];
  return {
    removed: removed !== undefined,
    stages: Object.fromEntries(countsByStage(garbage)),
    steps: garbage.steps.length,
    objects: garbage.objects.length,
    leftovers: garbage.leftovers.length,
    bytes: sizeOf(removed ?? files),
    bytesBefore: garbage.total,
  };
}

function report(garbage: Garbage, removed: Removed): void {
  const { steps, objects, leftovers, bytes: freed, bytesBefore } = summary(garbage, removed);
  for (const [stage, steps] of countsByStage(garbage)) tell(`${stage.padEnd(9)}${String(steps).padStart(7)} steps`);
  const rest = leftovers === 0 ? '' : `, ${leftovers} leftover files`;
  const size = `${steps} steps, ${objects} objects${rest}: ${bytes(freed)} of ${bytes(bytesBefore)}`;
  if (steps + objects + leftovers === 0) tell(`nothing to remove; the cache holds ${bytes(bytesBefore)}`);
  else if (removed === undefined) tell(`would remove ${size}; nothing is removed without --yes`);
  else tell(`removed ${size}`);
}

function countsByStage({ steps }: Garbage): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stage } of steps) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  return counts;
}

function sizeOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
