import type { Key } from '../store/fingerprint.js';
import type { Manifest } from '../store/store.js';
import { Lookup } from './lookup.js';
import type { Step } from './step.js';

/** A step whose manifest the cache has. */
export interface FoundStep {
  readonly step: Step;
  readonly key: Key;
  readonly manifest: Manifest;
}

/** What the cache has of an experiment. */
export interface Closure {
  /** In dependency order. */
  readonly found: readonly FoundStep[];
  readonly missing: readonly Step[];
}

/** Follows an experiment's steps through the cache, as far as `find` knows their manifests. Steps must be in dependency order. */
export function closureOf(steps: readonly Step[], find: (key: Key) => Manifest | undefined): Closure {
  const lookup = new Lookup();
  const found: FoundStep[] = [];
  const missing: Step[] = [];
  for (const step of steps) {
    const key = lookup.isReady(step) ? lookup.resolve(step).key : undefined;
    const manifest = key && find(key);
    if (key === undefined || manifest === undefined) {
      missing.push(step);
    } else {
      lookup.learn(step.id, manifest.artifacts);
      found.push({ step, key, manifest });
    }
  }
  return { found, missing };
}
