import { partOf, total } from '../language/class-counts.js';
import type { Config, ModelConfig } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import { inferShapes, type PlacedLayer } from '../networks/shapes.js';
import type { StageName } from '../stages/stage.js';
import type { Estimator } from './estimate.js';
import { modelOf } from './step.js';

/** Rates of `npm run bench` on two cores of 2.5 GHz (docs/speed.md), for one worker: within a factor of three on most machines. */
const TRAINING_FLOPS = 50e9;
const CAPTURE_FLOPS = 20e9;
const PCA_FLOPS = 2.2e9;
const KMEANS_DISTANCES = 3.2e8;
const BYTES = 4e8;
/** What any step takes: reading, hashing, writing. */
const STEP_SECONDS = 0.003;

/** What a model's steps take in each stage. */
type Typical = Partial<Readonly<Record<StageName, number>>>;

/** What steps take that no run has recorded, by their sizes; undefined where those say nothing. */
export function typicalEstimator(config: Config, facts: DatasetFacts): Estimator {
  const ofModel = new Map(config.models.map((model) => [model.name, typicalOf(config, facts, model)]));
  return ({ id, stage }) => {
    const seconds = ofModel.get(modelOf(id) ?? '')?.[stage];
    return { seconds: seconds === undefined ? undefined : STEP_SECONDS + seconds, bytes: undefined };
  };
}

/** Layers of a model are taken for as large as their mean, and choices for as costly as theirs: their sums are right. */
function typicalOf(
  { dataset, probe, capture, reduce, cluster }: Config,
  facts: DatasetFacts,
  model: ModelConfig,
): Typical {
  const placed = inferShapes(facts.inputShape, model.layers);
  if ('message' in placed) return {};
  const training = partOf(dataset, facts) ?? total(facts.train);
  const multiplyAdds = sumOf(placed.map(multiplyAddsOf));
  const captured = placed
    .filter(({ layer }) => capture.layers.includes(layer.name))
    .map(({ output }) => sizeOf(output));
  const values = probe.size * sumOf(captured);
  const ofLayer = values / Math.max(1, captured.length);
  const components = meanOf(reduce.map((reducer) => reducer.components));
  return {
    train: (multiplyAdds * (6 * training + 2 * total(facts.test))) / TRAINING_FLOPS,
    capture: (2 * multiplyAdds * probe.size) / CAPTURE_FLOPS + (4 * values) / BYTES,
    reduce: (ofLayer * components) / PCA_FLOPS + (4 * ofLayer) / BYTES,
    cluster: (probe.size * components * meanOf(cluster.map(({ k, restarts }) => k * restarts))) / KMEANS_DISTANCES,
    label: 0,
  };
}

function multiplyAddsOf({ layer, input, output }: PlacedLayer): number {
  switch (layer.type) {
    case 'dense':
      return sizeOf(input) * layer.units;
    case 'conv2d':
      return sizeOf(output) * layer.kernelSize[0] * layer.kernelSize[1] * input[2];
    case 'depthwiseConv2d':
      return sizeOf(output) * layer.kernelSize[0] * layer.kernelSize[1];
    default:
      return sizeOf(output);
  }
}

function sizeOf([height, width, channels]: PlacedLayer['output']): number {
  return height * width * channels;
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
