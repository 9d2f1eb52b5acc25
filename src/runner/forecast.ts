import type { StageName } from '../stages/stage.js';
import type { Fingerprint, Key } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import { Lookup } from './lookup.js';
import type { Step } from './step.js';

/**
 * What a run would do with a step: `cached` and `run` are certain; `may run` says that other steps run first, and that it is
 * spared if those which it needs yield the same bytes as before, or if its twin, a step with the same key, succeeds.
 */
export type Forecast =
  | {
      readonly id: string;
      readonly stage: StageName;
      readonly status: 'cached' | 'run';
      readonly fingerprint: Fingerprint;
      readonly key: Key;
    }
  | {
      readonly id: string;
      readonly stage: StageName;
      readonly status: 'may run';
      readonly waitsFor: 'needs' | 'twin';
      readonly because: readonly string[];
    };

/** Foresees a run without changing anything. Steps must be in dependency order. */
export function forecastRun(steps: readonly Step[], store: Store, isForced: (id: string) => boolean): Forecast[] {
  const lookup = new Lookup();
  const runs = new Map<Key, string>();
  return steps.map((step) => {
    const { id, stage } = step;
    const unknown = step.needs.filter((need) => lookup.artifactsOf(need) === undefined);
    if (unknown.length > 0) return { id, stage, status: 'may run', waitsFor: 'needs', because: unknown };
    const { fingerprint, key } = lookup.resolve(step);
    const manifest = isForced(id) ? undefined : store.find(key);
    if (manifest !== undefined) {
      lookup.learn(id, manifest.artifacts);
      return { id, stage, status: 'cached', fingerprint, key };
    }
    const twin = runs.get(key);
    if (twin !== undefined) return { id, stage, status: 'may run', waitsFor: 'twin', because: [twin] };
    runs.set(key, id);
    return { id, stage, status: 'run', fingerprint, key };
  });
}
