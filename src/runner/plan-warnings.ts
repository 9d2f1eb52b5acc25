import { total } from '../language/class-counts.js';
import type { Config } from '../language/config.js';
import { defaultNameOf } from '../networks/layer-names.js';
import type { Clustering, WarningsParams } from '../stages/warnings.js';
import type { Json } from '../store/fingerprint.js';
import { asJson, captureId, type PlanFacts, trainId } from './plan-training.js';
import { type InputRef, type Step, step } from './step.js';

/** One step that collects all warnings, so that terminal, run.json and page say the same. */
export function warningsStep(
  config: Config,
  shownConfig: Json,
  { dataset, warnings }: PlanFacts,
  clusterings: readonly Clustering[],
): Step {
  const epoch = Math.max(...config.capture.epochs);
  const scores = config.models.map(({ name }) => ({ model: name, epoch }));
  const test: WarningsParams['test'] = { samples: total(dataset.test), largest: Math.max(...dataset.test) };
  const captures = config.models.flatMap((model) => {
    const called = defaultNameOf(model.layers);
    const layers = config.capture.layers.map((layer) => ({ layer, called: called.get(layer) ?? layer }));
    return config.capture.epochs.map((epoch) => ({ model: model.name, epoch, layers }));
  });
  return step({
    id: 'warnings',
    stage: 'warnings',
    params: {
      config: shownConfig,
      known: asJson(warnings),
      test: asJson(test),
      scores: asJson(scores),
      captures: asJson(captures),
      clusterings: asJson(clusterings),
    },
    inputs: {
      scores: scores.map(({ model }): InputRef => [trainId(model, epoch), 'score.json']),
      layers: captures.map(({ model, epoch }): InputRef => [captureId(model, epoch), 'layers.json']),
      clusters: clusterings.map(({ cluster }): InputRef => [cluster, 'fitted.json']),
      labels: clusterings.map(({ label }): InputRef => [label, 'summary.json']),
    },
    origins: { '': 'derived', config: [], 'config.dataset.use': 'derived' },
  });
}
