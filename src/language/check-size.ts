import type { Complaint } from './complaint.js';
import type { Draft } from './draft.js';

/** Planning takes 7.5 KB a step: so many fit into the 2 GB that Node gives a process on a machine of 8. */
const MOST_STEPS = 200_000;

/** An experiment that is large by mistake, such as by a zero too many. */
export function checkSize(draft: Draft): Complaint[] {
  const steps = countSteps(draft);
  if (steps <= MOST_STEPS) return [];
  const message = `the experiment has ${steps} steps or more`;
  const hint = 'train for fewer epochs, capture fewer of them, or make several experiments';
  return [{ code: 'too-many-steps', message, expected: `at most ${MOST_STEPS}`, hint, path: ['train', 'epochs'] }];
}

/** Of all stages, as far as they are decided; those that an experiment has but once are left out. */
function countSteps({
  models,
  train,
  captureEpochs = [],
  captureLayers,
  commonLayers,
  reduce = [],
  cluster = [],
  compare,
}: Draft) {
  const layers = (captureLayers ?? commonLayers ?? []).length;
  const scores = layers * reduce.length;
  const ofCapture = 1 + scores + 2 * scores * cluster.length;
  const ofModels = models.length * ((train?.epochs ?? 0) + captureEpochs.length * ofCapture);
  // Labels and clusters are compared, each by every measure.
  const ofPlace = 2 * reduce.length * cluster.length * (compare?.measures.length ?? 0);
  const placesOf = { models: layers, layers: models.length };
  const places = (compare?.across ?? []).reduce((sum, across) => sum + placesOf[across], 0);
  return ofModels + places * captureEpochs.length * ofPlace;
}
