import * as tf from '@tensorflow/tfjs-core';
import { type Optimizer, power } from '../../networks/optimizer.js';

/** A parameter before a step, and what belongs to it. */
interface Before {
  readonly weight: tf.Tensor;
  /** In the order of their names in `SLOTS`. */
  readonly slots: readonly tf.Tensor[];
  readonly gradient: tf.Tensor;
  /** The share of its value that it loses. */
  readonly decay: number;
}

interface After {
  readonly weight: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** The optimizer's step number `step`, from 1, by TensorFlow.js' formulas. */
export function takeStep(optimizer: Optimizer, step: number, { weight, slots, gradient, decay }: Before): After {
  const { descent, slots: newSlots } = descentOf(optimizer, step, gradient, slots);
  const lost = decay === 0 ? descent : tf.add(descent, tf.mul(weight, decay));
  return { weight: tf.sub(weight, lost), slots: newSlots };
}

interface Descent {
  /** What a weight loses. */
  readonly descent: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

function descentOf(
  optimizer: Optimizer,
  step: number,
  gradient: tf.Tensor,
  [first, second]: readonly tf.Tensor[],
): Descent {
  const { learningRate } = optimizer;
  switch (optimizer.type) {
    case 'sgd':
      return { descent: tf.mul(gradient, learningRate), slots: [] };
    case 'momentum': {
      const velocity = tf.add(gradient, tf.mul(first, optimizer.momentum));
      return { descent: tf.mul(velocity, learningRate), slots: [velocity] };
    }
    case 'rmsprop': {
      const square = mixed(first, tf.square(gradient), optimizer.decay);
      const scaled = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(square, optimizer.epsilon)));
      const momentum = tf.add(scaled, tf.mul(second, optimizer.momentum));
      return { descent: momentum, slots: [square, momentum] };
    }
    case 'adam': {
      const { beta1, beta2, epsilon } = optimizer;
      const m = mixed(first, gradient, beta1);
      const v = mixed(second, tf.square(gradient), beta2);
      const mean = tf.div(m, 1 - power(beta1, step));
      const deviation = tf.sqrt(tf.div(v, 1 - power(beta2, step)));
      return { descent: tf.mul(tf.div(mean, tf.add(deviation, epsilon)), learningRate), slots: [m, v] };
    }
  }
}

/** keep * old + (1 - keep) * new */
function mixed(old: tf.Tensor, latest: tf.Tensor, keep: number): tf.Tensor {
  return tf.add(tf.mul(old, keep), tf.mul(latest, 1 - keep));
}
