import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import type { Samples, Tensors } from '../../src/engines/engine.js';
import type { Layer, Network } from '../../src/networks/layer.js';
import type { Optimizer } from '../../src/networks/optimizer.js';

/** The same network in tfjs on its plain JavaScript backend: slow, and independent of our kernels. */
export async function openOracle(network: Network, weights: Tensors) {
  await tf.setBackend('cpu');
  const variables = new Map(
    [...weights].map(([name, { shape, data }]) => [name, tf.variable(tf.tensor(data, [...shape]))]),
  );

  const outputs = (samples: Samples): Map<string, tf.Tensor> => {
    let x: tf.Tensor = tf.tensor(
      Float32Array.from(samples.values, (pixel) => Math.fround(pixel / 255)),
      [samples.count, ...network.inputShape],
    );
    const all = new Map<string, tf.Tensor>();
    for (const layer of network.layers) {
      x = apply(layer, x);
      all.set(layer.name, x);
    }
    return all;
  };

  function apply(layer: Layer, x: tf.Tensor): tf.Tensor {
    switch (layer.type) {
      case 'flatten':
        return tf.reshape(x, [x.shape[0], -1]);
      case 'maxPooling2d':
        return tf.maxPool(
          asImages(x),
          [...layer.poolSize] as [number, number],
          [...layer.strides] as [number, number],
          layer.padding,
        );
      case 'conv2d':
        return activate(
          layer,
          tf.add(
            tf.conv2d(asImages(x), kernel(layer) as tf.Tensor4D, [...layer.strides] as [number, number], layer.padding),
            bias(layer),
          ),
        );
      case 'dense':
        return activate(
          layer,
          tf.add(tf.matMul(tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D, kernel(layer) as tf.Tensor2D), bias(layer)),
        );
      default:
        throw new Error(`the oracle has no ${layer.type}`);
    }
  }

  const kernel = ({ name }: Layer) => variable(`${name}/kernel`);
  const bias = ({ name }: Layer) => variable(`${name}/bias`);
  const activate = (layer: { activation: string }, x: tf.Tensor) => (layer.activation === 'relu' ? tf.relu(x) : x);

  function variable(name: string): tf.Variable {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`no variable ${name}`);
    return found;
  }

  function logits(samples: Samples): tf.Tensor2D {
    return outputs(samples).get(network.layers[network.layers.length - 1].name) as tf.Tensor2D;
  }

  function loss(samples: Samples): tf.Scalar {
    const z = logits(samples);
    const truth = tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(samples.labels), 'int32'), z.shape[1]), 'float32');
    return tf.losses.softmaxCrossEntropy(truth, z) as tf.Scalar;
  }

  return {
    outputs: (samples: Samples) =>
      new Map([...outputs(samples)].map(([name, tensor]) => [name, tensor.dataSync() as Float32Array])),
    loss: (samples: Samples) => loss(samples).dataSync()[0],
    accuracy(samples: Samples): number {
      const classes = tf.argMax(logits(samples), 1).dataSync();
      return samples.labels.filter((label, i) => label === classes[i]).length / samples.count;
    },
    gradients(samples: Samples): Map<string, Float32Array> {
      const { grads } = tf.variableGrads(() => loss(samples), [...variables.values()]);
      return new Map([...variables].map(([name, { name: key }]) => [name, grads[key].dataSync() as Float32Array]));
    },
    train(samples: Samples, optimizer: Optimizer, steps: number): void {
      const step = optimizerOf(optimizer);
      for (let i = 0; i < steps; i++) step.minimize(() => loss(samples), false, [...variables.values()]);
    },
    weights: () => new Map([...variables].map(([name, tensor]) => [name, tensor.dataSync() as Float32Array])),
  };
}

/** Flat values are 1x1 images. */
function asImages(x: tf.Tensor): tf.Tensor4D {
  return (x.rank === 2 ? tf.reshape(x, [x.shape[0], 1, 1, -1]) : x) as tf.Tensor4D;
}

function optimizerOf(optimizer: Optimizer): tf.Optimizer {
  switch (optimizer.type) {
    case 'sgd':
      return tf.train.sgd(optimizer.learningRate);
    case 'momentum':
      return tf.train.momentum(optimizer.learningRate, optimizer.momentum);
    case 'adam':
      return tf.train.adam(optimizer.learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
    default:
      throw new Error(`the oracle has no ${optimizer.type}`);
  }
}
