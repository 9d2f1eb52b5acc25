import { lstatSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isIntact } from './file-digest.js';
import type { Digest, Key } from './fingerprint.js';
import { type Inventory, statOf, takeInventory } from './inventory.js';
import { cacheFileOf, objectName } from './layout.js';
import { leftovers } from './leftovers.js';
import { Store } from './store.js';
import { surveyLeases } from './survey-leases.js';

/** Something in a cache folder that is not as it should be. No run believes it; removing the file mends it. */
export interface Problem {
  readonly kind: 'corrupt-object' | 'bad-manifest' | 'incomplete-step' | 'dead-lease' | 'leftover-file';
  /** Relative to the cache folder. */
  readonly file: string;
  readonly message: string;
}

export interface Verification {
  readonly objects: number;
  readonly manifests: number;
  /** Bytes of all objects. */
  readonly bytes: number;
  readonly problems: readonly Problem[];
}

/** Bytes done and bytes in all. */
export type Progress = (done: number, total: number) => void;

/** Reads every object and every manifest of a cache; changes nothing. Others may use the cache meanwhile. */
export function verifyCache(root: string, progress: Progress): Verification {
  const inventory = takeInventory(root);
  const bytes = [...inventory.objects.values()].reduce((sum, { size }) => sum + size, 0);
  const corrupt = corruptObjects(root, inventory, (done) => progress(done, bytes));
  const manifests = [...inventory.manifests.keys()].flatMap((key) => manifestProblem(root, key, corrupt, inventory));
  const survey = surveyLeases(root);
  const dead = survey.dead.map(
    ({ name }): Problem => ({ kind: 'dead-lease', file: name, message: 'its owner is dead or silent' }),
  );
  const left = leftovers(inventory, survey).map(
    ({ name }): Problem => ({
      kind: 'leftover-file',
      file: name,
      message: 'it was never finished, and its writer is gone',
    }),
  );
  const found = [...manifests, ...corrupt.values(), ...inventory.misplaced.map(misplaced), ...dead, ...left];
  return {
    objects: inventory.objects.size,
    manifests: inventory.manifests.size,
    bytes,
    // What another process has removed meanwhile is no problem any more.
    problems: found.filter(({ file }) => lstatSync(path.join(root, file), { throwIfNoEntry: false }) !== undefined),
  };
}

/** Removes what is wrong, manifests before objects, so that the next run makes it again. */
export function repairCache(root: string, problems: readonly Problem[]): void {
  for (const { file } of problems) rmSync(path.join(root, file), { recursive: true, force: true });
}

function misplaced(file: string): Problem {
  const kind = cacheFileOf(file)?.kind === 'manifest' ? 'bad-manifest' : 'corrupt-object';
  return { kind, file, message: 'it is no file' };
}

function corruptObjects(root: string, { objects }: Inventory, progress: (done: number) => void): Map<Digest, Problem> {
  const corrupt = new Map<Digest, Problem>();
  let done = 0;
  for (const [digest, { name, size }] of objects) {
    if (!isIntact(path.join(root, name), digest)) {
      corrupt.set(digest, { kind: 'corrupt-object', file: name, message: 'its bytes are not those of its digest' });
    }
    done += size;
    progress(done);
  }
  return corrupt;
}

function manifestProblem(
  root: string,
  key: Key,
  corrupt: ReadonlyMap<Digest, Problem>,
  { manifests }: Inventory,
): Problem[] {
  const file = manifests.get(key)?.name ?? '';
  const manifest = new Store(root).examine(key);
  if (typeof manifest === 'string') return [{ kind: 'bad-manifest', file, message: manifest }];
  const lacking = Object.entries(manifest.artifacts).filter(
    ([, { digest, size }]) => corrupt.has(digest) || statOf(root, objectName(digest))?.size !== size,
  );
  if (lacking.length === 0) return [];
  const names = lacking.map(([name]) => name).join(', ');
  return [{ kind: 'incomplete-step', file, message: `${manifest.fingerprint.stage}: missing or corrupt: ${names}` }];
}
