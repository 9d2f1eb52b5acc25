import { rmSync } from 'node:fs';
import path from 'node:path';
import { chooseGarbage, type GarbagePolicy, type StoredStep } from './choose-garbage.js';
import type { Digest, Key } from './fingerprint.js';
import { type Inventory, type StoredFile, statOf, takeInventory, totalSize } from './inventory.js';
import { manifestName, objectName } from './layout.js';
import { leftovers } from './leftovers.js';
import { Store } from './store.js';
import { ABANDONED_MS, type LeaseSurvey, surveyLeases } from './survey-leases.js';

export interface CollectOptions {
  readonly root: string;
  readonly policy: GarbagePolicy;
  /** Keys that must stay. */
  readonly keep: ReadonlySet<Key>;
  /** When a run last used a key, in milliseconds since 1970, where that is later than its manifest says. */
  readonly lastUse: ReadonlyMap<Key, number>;
}

/** What can go, as it was when it was looked for. */
export interface Garbage {
  readonly steps: readonly StoredStep[];
  readonly manifests: readonly StoredFile[];
  readonly objects: readonly StoredFile[];
  /** Unfinished files and leases whose owners are gone. */
  readonly leftovers: readonly StoredFile[];
  /** Bytes of the whole cache. */
  readonly total: number;
}

/** Changes nothing. */
export function findGarbage(options: CollectOptions): Garbage {
  const { root, policy } = options;
  const inventory = takeInventory(root);
  const survey = surveyLeases(root);
  const steps = storedSteps(options, inventory, survey);
  const chosen = new Set(chooseGarbage(steps, policy));
  const staying = objectsOf(steps.filter((step) => !chosen.has(step)));
  const leaving = objectsOf([...chosen]);
  const objects = [...inventory.objects].filter(([digest, { modified }]) => {
    // One that no manifest names may belong to a step that is just being published, on a host that we cannot see.
    const isOld = leaving.has(digest) || Date.now() - modified > ABANDONED_MS;
    return isOld && !staying.has(digest) && modified < survey.since;
  });
  return {
    steps: [...chosen],
    manifests: [...chosen].flatMap(({ key }) => inventory.manifests.get(key) ?? []),
    objects: objects.map(([, file]) => file),
    leftovers: [...leftovers(inventory, survey), ...survey.dead],
    total: totalSize(inventory),
  };
}

/**
 * Manifests go first, so that nothing is a hit whose objects are going. What a run made or used since it was looked for
 * stays. A run that is faster still meets an object that is gone, and makes it again. Gives the files that went.
 */
export function removeGarbage(root: string, { manifests, objects, leftovers: rest }: Garbage): StoredFile[] {
  const { since, keys } = surveyLeases(root);
  const leased = new Set([...keys].map(manifestName));
  const isAsFound = ({ name, modified }: StoredFile) => statOf(root, name)?.modified === modified;
  const isUnused = (file: StoredFile) => isAsFound(file) && file.modified < since;
  const removed = manifests.filter((file) => !leased.has(file.name) && isUnused(file) && removeFile(root, file));
  const named = new Set(namedObjects(root).map(objectName));
  removed.push(...objects.filter((file) => !named.has(file.name) && isUnused(file) && removeFile(root, file)));
  removed.push(...rest.filter((file) => isAsFound(file) && removeFile(root, file)));
  return removed;
}

function removeFile(root: string, { name }: StoredFile): boolean {
  rmSync(path.join(root, name), { force: true });
  return true;
}

/** Manifests that cannot be believed are left to `verify`. */
function storedSteps(
  { root, keep, lastUse }: CollectOptions,
  { manifests, objects }: Inventory,
  { keys, since }: LeaseSurvey,
): StoredStep[] {
  const store = new Store(root);
  return [...manifests].flatMap(([key, { size, modified }]) => {
    const manifest = store.recall(key);
    if (manifest === undefined) return [];
    const { artifacts, seconds, fingerprint } = manifest;
    return {
      key,
      stage: fingerprint.stage,
      size,
      seconds,
      artifacts: Object.values(artifacts).filter(({ digest }) => objects.has(digest)),
      usedAt: Math.max(modified, lastUse.get(key) ?? 0),
      isHeld: keep.has(key) || keys.has(key) || modified >= since,
    };
  });
}

function objectsOf(steps: readonly StoredStep[]): Set<Digest> {
  return new Set(steps.flatMap(({ artifacts }) => artifacts.map(({ digest }) => digest)));
}

/** Read anew: manifests come and go while the cache is in use. */
function namedObjects(root: string): Digest[] {
  return [...new Store(root).manifests()].flatMap(({ artifacts }) =>
    Object.values(artifacts).map(({ digest }) => digest),
  );
}
