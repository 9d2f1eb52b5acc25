import { load4, multiplyAdd, store4, VECTOR } from './vector';

// Optimizers change arrays of floats in place; `bytes` is their size, a multiple of 16. Formulas are TensorFlow.js' own.

/** w -= learningRate * g */
export function sgd(weights: usize, gradient: usize, bytes: i32, learningRate: f32): void {
  const rate = f32x4.splat(-learningRate);
  for (let i = 0; i < bytes; i += VECTOR) store4(weights + i, multiplyAdd(load4(weights + i), rate, load4(gradient + i)));
}

/** v = decay * v + g; w -= learningRate * v */
export function momentum(weights: usize, velocity: usize, gradient: usize, bytes: i32, learningRate: f32, decay: f32): void {
  const rate = f32x4.splat(-learningRate), keep = f32x4.splat(decay);
  for (let i = 0; i < bytes; i += VECTOR) {
    const v = multiplyAdd(load4(gradient + i), keep, load4(velocity + i));
    store4(velocity + i, v);
    store4(weights + i, multiplyAdd(load4(weights + i), rate, v));
  }
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1): m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g * g;
 * w -= learningRate * (m / correction1) / (sqrt(v / correction2) + epsilon).
 * The driver gives the complements 1 - beta and the corrections 1 - beta^step, which lose digits in single precision.
 */
export function adam(weights: usize, mean: usize, square: usize, gradient: usize, bytes: i32, learningRate: f32, beta1: f32, beta2: f32, complement1: f32, complement2: f32, correction1: f32, correction2: f32, epsilon: f32): void {
  const rate = f32x4.splat(-learningRate), small = f32x4.splat(epsilon);
  const keep1 = f32x4.splat(beta1), keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(complement1), take2 = f32x4.splat(complement2);
  const scale1 = f32x4.splat(correction1), scale2 = f32x4.splat(correction2);
  for (let i = 0; i < bytes; i += VECTOR) {
    const g = load4(gradient + i);
    const m = multiplyAdd(f32x4.mul(keep1, load4(mean + i)), take1, g);
    const v = multiplyAdd(f32x4.mul(keep2, load4(square + i)), take2, f32x4.mul(g, g));
    store4(mean + i, m);
    store4(square + i, v);
    const step = f32x4.div(f32x4.div(m, scale1), f32x4.add(f32x4.sqrt(f32x4.div(v, scale2)), small));
    store4(weights + i, multiplyAdd(load4(weights + i), rate, step));
  }
}
