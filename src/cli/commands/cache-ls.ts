import path from 'node:path';
import { Store } from '../../store/store.js';
import { EXIT } from '../call.js';
import { bytes, print } from '../output.js';

/** Sizes count an artifact at every step that made it, though the cache holds equal bytes once. */
export function cacheLs({ cache, json }: { readonly cache: string; readonly json?: boolean }): number {
  const stages = new Map<string, { steps: number; bytes: number }>();
  for (const { fingerprint, artifacts } of new Store(path.resolve(cache)).manifests()) {
    const entry = stages.get(fingerprint.stage) ?? { steps: 0, bytes: 0 };
    const size = Object.values(artifacts).reduce((sum, artifact) => sum + artifact.size, 0);
    stages.set(fingerprint.stage, { steps: entry.steps + 1, bytes: entry.bytes + size });
  }
  const sorted = [...stages].sort(([, a], [, b]) => b.bytes - a.bytes);
  if (json) print(JSON.stringify(Object.fromEntries(sorted)));
  else if (sorted.length === 0) print(`${cache} holds no steps`);
  else
    for (const [stage, entry] of sorted)
      print(`${stage.padEnd(9)}${String(entry.steps).padStart(7)} steps${bytes(entry.bytes).padStart(12)}`);
  return EXIT.done;
}
