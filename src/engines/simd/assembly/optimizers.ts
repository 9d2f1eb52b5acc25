import { load4, multiplyAdd, store4, VECTOR } from './vector';

// Optimizers change arrays of floats in place; `bytes` is their size, a multiple of 16. Formulas are TensorFlow.js' own.
// On top, each weight loses `decay` of its value before the step.

/** w -= learningRate * g */
export function sgd(weights: usize, gradient: usize, bytes: i32, decay: f32, learningRate: f32): void {
  const rate = f32x4.splat(learningRate), shrink = f32x4.splat(decay);
  for (let i = 0; i < bytes; i += VECTOR) descend(weights + i, f32x4.mul(rate, load4(gradient + i)), shrink);
}

/** v = keep * v + g; w -= learningRate * v */
export function momentum(weights: usize, velocity: usize, gradient: usize, bytes: i32, decay: f32, learningRate: f32, keep: f32): void {
  const rate = f32x4.splat(learningRate), shrink = f32x4.splat(decay), kept = f32x4.splat(keep);
  for (let i = 0; i < bytes; i += VECTOR) {
    const v = multiplyAdd(load4(gradient + i), kept, load4(velocity + i));
    store4(velocity + i, v);
    descend(weights + i, f32x4.mul(rate, v), shrink);
  }
}

/**
 * s = keep * s + complement * g * g; m = momentum * m + learningRate * g / sqrt(s + epsilon); w -= m.
 * Here and below the driver gives the complements 1 - keep, which lose digits in single precision.
 */
export function rmsprop(weights: usize, square: usize, moment: usize, gradient: usize, bytes: i32, decay: f32, learningRate: f32, keep: f32, complement: f32, momentum: f32, epsilon: f32): void {
  const rate = f32x4.splat(learningRate), shrink = f32x4.splat(decay), small = f32x4.splat(epsilon);
  const kept = f32x4.splat(keep), taken = f32x4.splat(complement), inertia = f32x4.splat(momentum);
  for (let i = 0; i < bytes; i += VECTOR) {
    const g = load4(gradient + i);
    const s = multiplyAdd(f32x4.mul(kept, load4(square + i)), taken, f32x4.mul(g, g));
    const step = f32x4.div(f32x4.mul(rate, g), f32x4.sqrt(f32x4.add(s, small)));
    const m = multiplyAdd(step, inertia, load4(moment + i));
    store4(square + i, s);
    store4(moment + i, m);
    descend(weights + i, m, shrink);
  }
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1): m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g * g;
 * w -= learningRate * (m / correction1) / (sqrt(v / correction2) + epsilon). Corrections are 1 - beta^step.
 */
export function adam(weights: usize, mean: usize, square: usize, gradient: usize, bytes: i32, decay: f32, learningRate: f32, beta1: f32, beta2: f32, complement1: f32, complement2: f32, correction1: f32, correction2: f32, epsilon: f32): void {
  const rate = f32x4.splat(learningRate), shrink = f32x4.splat(decay), small = f32x4.splat(epsilon);
  const keep1 = f32x4.splat(beta1), keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(complement1), take2 = f32x4.splat(complement2);
  const scale1 = f32x4.splat(correction1), scale2 = f32x4.splat(correction2);
  for (let i = 0; i < bytes; i += VECTOR) {
    const g = load4(gradient + i);
    const m = multiplyAdd(f32x4.mul(keep1, load4(mean + i)), take1, g);
    const v = multiplyAdd(f32x4.mul(keep2, load4(square + i)), take2, f32x4.mul(g, g));
    store4(mean + i, m);
    store4(square + i, v);
    const direction = f32x4.div(f32x4.div(m, scale1), f32x4.add(f32x4.sqrt(f32x4.div(v, scale2)), small));
    descend(weights + i, f32x4.mul(rate, direction), shrink);
  }
}

/** Takes the step and the loss together off four weights, so that they are rounded once. */
@inline
function descend(weights: usize, step: v128, shrink: v128): void {
  const w = load4(weights);
  store4(weights, f32x4.sub(w, multiplyAdd(step, shrink, w)));
}
