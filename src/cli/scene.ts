import { earlierRunOf } from '../runner/earlier-run.js';
import type { Listener } from '../runner/events.js';
import { Explanation } from '../runner/explain.js';
import { type Forecast, forecastRun } from '../runner/forecast.js';
import type { Step } from '../runner/step.js';
import type { Prepared } from './prepare.js';

/** A plan, and what is known of why it would run. */
export interface Scene {
  readonly forecasts: ReadonlyMap<string, Forecast>;
  readonly explanation: Explanation;
  /** The experiment whose last run this one is compared with, if there is any. */
  readonly comparedWith: string | null;
  /** Whether that is another experiment than this one. */
  readonly isAnother: boolean;
}

export function sceneOf(
  { store, config, positions }: Prepared,
  steps: readonly Step[],
  isForced: (id: string) => boolean,
): Scene {
  const forecasts = forecastRun(steps, store, isForced);
  const earlier = earlierRunOf(store.root, config.name, forecasts);
  return {
    forecasts: new Map(forecasts.map((one) => [one.id, one])),
    explanation: new Explanation({ config, positions, steps, forecasts, store, earlier, isForced }),
    comparedWith: earlier?.experiment ?? null,
    isAnother: earlier !== undefined && earlier.experiment !== config.name,
  };
}

/**
 * Tells why steps run just before the first of them starts, so that nothing is spent on it where none does, and at the end
 * which steps were spared.
 */
export function tellingCauses(
  prepared: Prepared,
  steps: readonly Step[],
  isForced: (id: string) => boolean,
  listen: Listener,
): Listener {
  let scene: Scene | undefined;
  const spared: string[] = [];
  return (event) => {
    if (event.type === 'started' && scene === undefined) {
      scene = sceneOf(prepared, steps, isForced);
      const { explanation, comparedWith, isAnother } = scene;
      listen({ type: 'causes', comparedWith, isAnother, causes: explanation.causes() });
    }
    if (event.type === 'step' && event.outcome === 'cached' && waits(scene?.forecasts.get(event.id)))
      spared.push(event.id);
    if (event.type === 'finished' && spared.length > 0) listen({ type: 'spared', ids: spared });
    listen(event);
  };
}

function waits(forecast: Forecast | undefined): boolean {
  return forecast?.status === 'may run' && forecast.waitsFor === 'needs';
}
