import type { StageName } from '../stages/stage.js';
import type { Fingerprint, Key } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import { Lookup } from './lookup.js';
import type { Step } from './step.js';

/**
 * What a run would do with a step: `cached` and `run` are certain; `may run` says that a step which it needs runs first,
 * and that it is spared if that one yields the same bytes as before.
 */
export type Forecast =
  | {
      readonly id: string;
      readonly stage: StageName;
      readonly status: 'cached' | 'run';
      readonly fingerprint: Fingerprint;
      readonly key: Key;
    }
  | { readonly id: string; readonly stage: StageName; readonly status: 'may run'; readonly because: readonly string[] };

/** Foresees a run without changing anything. Steps must be in dependency order. */
export function forecastRun(steps: readonly Step[], store: Store, isForced: (id: string) => boolean): Forecast[] {
  const lookup = new Lookup();
  return steps.map((step) => {
    const { id, stage } = step;
    const unknown = step.needs.filter((need) => lookup.artifactsOf(need) === undefined);
    if (unknown.length > 0) return { id, stage, status: 'may run', because: unknown };
    const { fingerprint, key } = lookup.resolve(step);
    const manifest = isForced(id) ? undefined : store.find(key);
    if (manifest === undefined) return { id, stage, status: 'run', fingerprint, key };
    lookup.learn(id, manifest.artifacts);
    return { id, stage, status: 'cached', fingerprint, key };
  });
}
