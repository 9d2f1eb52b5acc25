import { CELL, load4, store4 } from './vector';

/** Clears the gradient wherever ReLU gave 0. `floats` is a multiple of 4. */
export function reluGradient(output: usize, dOutput: usize, floats: i32): void {
  const zero = f32x4.splat(0);
  for (let i = floats >> 2; i > 0; i--) {
    store4(dOutput, v128.and(load4(dOutput), f32x4.gt(load4(output), zero)));
    output += 16;
    dOutput += 16;
  }
}

/** exp by range reduction to +-ln 2 / 2 and a polynomial (Cephes expf), in operations that round alike everywhere. */
function exp4(value: v128): v128 {
  const x = f32x4.pmax(f32x4.splat(-87.3), f32x4.pmin(f32x4.splat(88.3), value));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), p), r), f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** Natural logarithm of a positive number (Cephes logf). */
function log(x: f32): f32 {
  const bits = reinterpret<u32>(x);
  let exponent = <i32>(bits >> 23) - 126;
  let m = reinterpret<f32>((bits & 0x7fffff) | 0x3f000000);
  if (m < <f32>0.707106781) {
    exponent--;
    m = m + m - 1;
  } else m = m - 1;
  const z = m * m;
  let y: f32 = 7.0376836292e-2;
  y = y * m - <f32>1.151461031e-1;
  y = y * m + <f32>1.1676998740e-1;
  y = y * m - <f32>1.2420140846e-1;
  y = y * m + <f32>1.4249322787e-1;
  y = y * m - <f32>1.6668057665e-1;
  y = y * m + <f32>2.0000714765e-1;
  y = y * m - <f32>2.4999993993e-1;
  y = y * m + <f32>3.3333331174e-1;
  y = y * m * z;
  const e = <f32>exponent;
  y += <f32>-2.1219444e-4 * e;
  y += <f32>-0.5 * z;
  return m + y + <f32>0.693359375 * e;
}

/**
 * Softmax cross-entropy. Writes the gradient of the batch's mean loss with respect to the logits (0 for missing samples),
 * adds the number of samples whose largest logit is the true class to `hits`, and gives the sum of the losses, in nats.
 */
export function softmaxCrossEntropy(logits: usize, dLogits: usize, labels: usize, samples: i32, blocks: i32, classes: i32, hits: usize): f32 {
  let loss: f32 = 0;
  let hitCount = 0;
  const share: f32 = 1 / <f32>samples;
  for (let block = 0; block < blocks; block++) {
    for (let half = 0; half < 2; half++) {
      const z = logits + block * classes * CELL + half * 16;
      const d = dLogits + block * classes * CELL + half * 16;
      softmax(z, d, classes);
      for (let lane = 0; lane < 4; lane++) {
        const sample = block * 8 + half * 4 + lane;
        if (sample < samples) {
          const label = load<i32>(labels + 4 * sample);
          const p = load<f32>(d + label * CELL + lane * 4);
          loss -= isFiniteSum(z + lane * 4, classes) ? log(p < <f32>1e-30 ? <f32>1e-30 : p) : <f32>NaN;
          hitCount += i32(largest(z + lane * 4, classes) == label);
          for (let c = 0; c < classes; c++) {
            const at = d + c * CELL + lane * 4;
            store<f32>(at, (load<f32>(at) - <f32>i32(c == label)) * share);
          }
        } else {
          for (let c = 0; c < classes; c++) store<f32>(d + c * CELL + lane * 4, 0);
        }
      }
    }
  }
  store<i32>(hits, load<i32>(hits) + hitCount);
  return loss;
}

/** Softmax over the classes of four samples. */
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

/** exp4 clamps what is not finite, so a diverged network has to be noticed at its logits. */
function isFiniteSum(logits: usize, classes: i32): bool {
  let sum: f32 = 0;
  for (let c = 0; c < classes; c++) sum += load<f32>(logits + c * CELL);
  return sum - sum == 0;
}

/** The class with the largest logit, the first of equals. */
function largest(logits: usize, classes: i32): i32 {
  let best = 0;
  for (let c = 1; c < classes; c++) if (load<f32>(logits + c * CELL) > load<f32>(logits + best * CELL)) best = c;
  return best;
}
