import { exp4, log } from './functions';
import { CELL, LANES, load4, store4, VECTOR } from './vector';

/**
 * Softmax cross-entropy of a batch. logits and dLogits: [block][class] cells. labels: one integer for each sample, whose
 * target is 1 - smoothing for that class and smoothing / classes more for every class.
 * Writes the gradient of the mean loss over `samples` (0 for missing samples), adds the number of samples whose largest
 * logit is the true class to the integer `hits`, and gives the sum of the losses, in nats.
 */
export function softmaxCrossEntropy(logits: usize, dLogits: usize, labels: usize, samples: i32, blocks: i32, classes: i32, smoothing: f32, hits: usize): f32 {
  let loss: f32 = 0;
  const share: f32 = 1 / <f32>samples, rest: f32 = smoothing / <f32>classes;
  for (let block = 0; block < blocks; block++) {
    softmax(logits, dLogits, classes);
    softmax(logits + VECTOR, dLogits + VECTOR, classes);
    for (let lane = 0; lane < LANES; lane++) {
      const sample = block * LANES + lane;
      const z = logits + 4 * lane, p = dLogits + 4 * lane;
      if (sample < samples) {
        const label = load<i32>(labels + 4 * sample), best = largest(z, classes);
        store<i32>(hits, load<i32>(hits) + i32(best == label));
        // Of -log(p) by way of the largest probability, since that is never too small for a logarithm.
        let missed = valueOf(z, best) - valueOf(z, label);
        if (smoothing > 0) missed = (1 - smoothing) * missed + rest * sumOfGaps(z, valueOf(z, best), classes);
        loss += missed - log(valueOf(p, best));
        store<f32>(p + label * CELL, valueOf(p, label) - (1 - smoothing));
        for (let c = 0; c < classes; c++) store<f32>(p + c * CELL, (valueOf(p, c) - rest) * share);
      } else {
        for (let c = 0; c < classes; c++) store<f32>(p + c * CELL, 0);
      }
    }
    logits += classes * CELL;
    dLogits += classes * CELL;
  }
  return loss;
}

/** Softmax over the classes of four samples: the low or the high vectors of [class] cells. */
function softmax(logits: usize, output: usize, classes: i32): void {
  let most = load4(logits);
  for (let c = 1; c < classes; c++) most = f32x4.pmax(most, load4(logits + c * CELL));
  let sum = f32x4.splat(0);
  for (let c = 0; c < classes; c++) {
    const e = exp4(f32x4.sub(load4(logits + c * CELL), most));
    store4(output + c * CELL, e);
    sum = f32x4.add(sum, e);
  }
  for (let c = 0; c < classes; c++) store4(output + c * CELL, f32x4.div(load4(output + c * CELL), sum));
}

/** The class with the largest value of one sample, the first of equals. */
function largest(lane: usize, classes: i32): i32 {
  let best = 0;
  for (let c = 1; c < classes; c++) if (valueOf(lane, c) > valueOf(lane, best)) best = c;
  return best;
}

/** How far the values of one sample are below the largest, summed over the classes. */
function sumOfGaps(lane: usize, largest: f32, classes: i32): f32 {
  let sum: f32 = 0;
  for (let c = 0; c < classes; c++) sum += largest - valueOf(lane, c);
  return sum;
}

/** Value of one sample for a class in [class] cells. */
@inline
function valueOf(lane: usize, c: i32): f32 {
  return load<f32>(lane + c * CELL);
}
