import * as tf from '@tensorflow/tfjs-core';
import type { BatchScore } from '../session.js';

/** Both of them computed when asked for. */
interface Loss {
  readonly score: () => BatchScore;
  /** Gradient of the mean loss by the logits. */
  readonly dLogits: () => tf.Tensor4D;
}

/** Targets are 1 - smoothing + smoothing / classes for the true class and smoothing / classes for others. */
export function softmaxCrossEntropy(logits: tf.Tensor4D, labels: Uint8Array, smoothing: number): Loss {
  const count = labels.length;
  const classes = logits.shape[3];
  const targets = tf.tensor2d(targetsOf(labels, classes, smoothing), [count, classes]);
  const rows = tf.reshape(logits, [count, classes]);
  const shifted = tf.sub(rows, tf.max(rows, 1, true));
  const logProbabilities: tf.Tensor2D = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  return {
    score() {
      const winners = tf.argMax(rows, 1).dataSync();
      const hits = labels.filter((label, i) => label === winners[i]).length;
      return { loss: -tf.sum(tf.mul(targets, logProbabilities)).dataSync()[0], hits };
    },
    dLogits: () => tf.reshape(tf.div(tf.sub(tf.exp(logProbabilities), targets), count), logits.shape),
  };
}

function targetsOf(labels: Uint8Array, classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (const [row, label] of labels.entries()) targets[row * classes + label] += 1 - smoothing;
  return targets;
}
