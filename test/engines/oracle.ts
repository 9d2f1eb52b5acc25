import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import type { Samples, Score, Tensors, TrainEpoch } from '../../src/engines/engine.js';
import type { Network } from '../../src/networks/layer.js';
import type { Optimizer } from '../../src/networks/optimizer.js';
import { isTrainable, parameterSpecs } from '../../src/networks/parameters.js';
import { inferShapes } from '../../src/networks/shapes.js';
import { applyLayer, type Mode } from './oracle-layers.js';

const BACKEND = 'cpu';
const INFERENCE: Mode = { keepMask: undefined };

/** The same network in tfjs on its plain JavaScript backend: slow, and independent of our kernels and gradients. */
export async function openOracle(network: Network, weights: Tensors) {
  await tf.setBackend(BACKEND);
  const placed = inferShapes(network.inputShape, network.layers);
  if ('message' in placed) throw new Error(placed.message);
  const specs = parameterSpecs(placed);
  const variables = new Map(
    specs.map((spec) => {
      const tensor = weights.get(spec.name);
      if (tensor === undefined) throw new Error(`no weight ${spec.name}`);
      return [spec.name, tf.variable(tf.tensor(tensor.data, [...tensor.shape]), isTrainable(spec))];
    }),
  );
  const trained = [...variables.values()].filter(({ trainable }) => trainable);
  const kernels = specs.filter(({ role }) => role === 'kernel').map(({ name }) => variables.get(name) as tf.Variable);

  /** Of every layer, (samples, height, width, channels). In training, batch normalisation moves its statistics. */
  function outputs(samples: Samples, mode: Mode): Map<string, tf.Tensor4D> {
    let x = imagesOf(samples, network);
    const all = new Map<string, tf.Tensor4D>();
    for (const layer of network.layers) {
      x = applyLayer(layer, x, { variables, outputs: all, mode });
      all.set(layer.name, x);
    }
    return all;
  }

  function logits(samples: Samples, mode: Mode): tf.Tensor2D {
    const last = outputs(samples, mode).get(network.layers[network.layers.length - 1].name);
    return tf.reshape(last as tf.Tensor4D, [samples.count, -1]);
  }

  function lossOf(z: tf.Tensor2D, { labels }: Samples, labelSmoothing: number): tf.Scalar {
    const truth = tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), z.shape[1]), 'float32');
    return tf.losses.softmaxCrossEntropy(truth, z, undefined, labelSmoothing) as tf.Scalar;
  }

  function score(samples: Samples): Score {
    return onBackend(() => {
      const z = logits(samples, INFERENCE);
      return { loss: lossOf(z, samples, 0).dataSync()[0], accuracy: shareOfHits(z, samples) };
    });
  }

  /** One pass like an engine's; gives the loss of each batch before its step. */
  function trainEpoch(
    { samples, order, optimizer, labelSmoothing, keepMask }: TrainEpoch,
    batchSize: number,
  ): number[] {
    const { learningRate, weightDecay } = optimizer;
    const descent = optimizerFor(optimizer);
    return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, batch) => {
      const part = pick(samples, network, order.subarray(batch * batchSize, (batch + 1) * batchSize));
      const mode: Mode = { keepMask: (layer, length) => keepMask(layer, batch, length) };
      return onBackend(() => {
        const decays = kernels.map((kernel) => tf.mul(kernel, learningRate * weightDecay));
        const batchLoss = () => lossOf(logits(part, mode), part, labelSmoothing);
        const loss = descent.minimize(batchLoss, true, trained) as tf.Scalar;
        for (const [i, kernel] of kernels.entries()) kernel.assign(tf.sub(kernel, decays[i]));
        return loss.dataSync()[0];
      });
    });
  }

  /** Made once, since it keeps the slots. */
  let used: { readonly key: string; readonly optimizer: tf.Optimizer } | undefined;
  function optimizerFor(optimizer: Optimizer): tf.Optimizer {
    const key = JSON.stringify(optimizer);
    if (used?.key !== key) used = { key, optimizer: optimizerOf(optimizer) };
    return used.optimizer;
  }

  return {
    outputs: (samples: Samples) =>
      onBackend(() => {
        const all = [...outputs(samples, INFERENCE)];
        return new Map(all.map(([name, tensor]) => [name, tensor.dataSync<'float32'>()]));
      }),
    score,
    /** Of one batch in training, which moves statistics; 0 for them. */
    gradients(epoch: TrainEpoch): Map<string, Float32Array> {
      const { samples, labelSmoothing, keepMask } = epoch;
      const mode: Mode = { keepMask: (layer, length) => keepMask(layer, 0, length) };
      return onBackend(() => {
        const { grads } = tf.variableGrads(() => lossOf(logits(samples, mode), samples, labelSmoothing), trained);
        return new Map(
          [...variables].map(([name, { name: key, size }]) => [
            name,
            grads[key]?.dataSync<'float32'>() ?? new Float32Array(size),
          ]),
        );
      });
    },
    trainEpoch,
    weights: () => new Map([...variables].map(([name, tensor]) => [name, tensor.dataSync() as Float32Array])),
  };
}

/** Engines of tfjs leave their own backend behind. */
function onBackend<Result>(work: () => Result): Result {
  void tf.setBackend(BACKEND);
  let result: Result | undefined;
  tf.tidy(() => {
    result = work();
  });
  return result as Result;
}

function imagesOf({ values, count }: Samples, { inputShape }: Network): tf.Tensor4D {
  const floats =
    values instanceof Float32Array ? values : Float32Array.from(values, (pixel) => Math.fround(pixel / 255));
  return tf.tensor4d(floats, [count, ...inputShape]);
}

/** The samples of one batch. */
function pick({ values, labels }: Samples, { inputShape }: Network, indices: Uint32Array): Samples {
  const features = inputShape.reduce((product, length) => product * length, 1);
  const all = [...indices].flatMap((i) => [...values.subarray(i * features, (i + 1) * features)]);
  return {
    values: values instanceof Float32Array ? Float32Array.from(all) : Uint8Array.from(all),
    labels: Uint8Array.from(indices, (i) => labels[i]),
    count: indices.length,
  };
}

function shareOfHits(z: tf.Tensor2D, { labels, count }: Samples): number {
  const classes = tf.argMax(z, 1).dataSync();
  return labels.filter((label, i) => label === classes[i]).length / count;
}

function optimizerOf(optimizer: Optimizer): tf.Optimizer {
  const { learningRate } = optimizer;
  switch (optimizer.type) {
    case 'sgd':
      return tf.train.sgd(learningRate);
    case 'momentum':
      return tf.train.momentum(learningRate, optimizer.momentum);
    case 'rmsprop':
      return tf.train.rmsprop(learningRate, optimizer.decay, optimizer.momentum, optimizer.epsilon);
    case 'adam':
      return tf.train.adam(learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
  }
}
