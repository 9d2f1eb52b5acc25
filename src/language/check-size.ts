import type { Complaint } from './complaint.js';
import type { Draft } from './draft.js';

/** Planning more would take all memory. */
const MOST_STEPS = 100_000;

/** An experiment that is large by mistake, such as by a zero too many. */
export function checkSize(draft: Draft): Complaint[] {
  const steps = countSteps(draft);
  if (steps <= MOST_STEPS) return [];
  const message = `the experiment has ${steps} steps and more`;
  const hint = 'train for fewer epochs, capture fewer of them, or make several experiments';
  return [{ code: 'too-many-steps', message, expected: `at most ${MOST_STEPS}`, hint, path: ['train', 'epochs'] }];
}

/** Of all stages but those that compare, as far as they are decided. */
function countSteps({
  models,
  train,
  captureEpochs = [],
  captureLayers,
  commonLayers,
  reduce = [],
  cluster = [],
}: Draft) {
  const layers = (captureLayers ?? commonLayers ?? []).length;
  const scores = layers * reduce.length;
  const ofCapture = 1 + scores + 2 * scores * cluster.length;
  return models.length * ((train?.epochs ?? 0) + captureEpochs.length * ofCapture);
}
