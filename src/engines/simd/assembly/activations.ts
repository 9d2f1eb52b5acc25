import { erf4, exp4, expm14, sigmoid4, tanh4 } from './functions';
import { load4, multiplyAdd, store4, VECTOR } from './vector';

// Activations of whole arrays, and their gradients: dInput = f'(input) * dOutput, which may be in place. Those of all but
// gelu follow from the output. `bytes` is the size of each array. NaN stays NaN, so that divergence shows.

const LEAK: f32 = 0.3;

export function relu(input: usize, output: usize, bytes: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < bytes; i += VECTOR) store4(output + i, f32x4.pmax(load4(input + i), zero));
}

export function reluGradient(output: usize, dOutput: usize, dInput: usize, bytes: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < bytes; i += VECTOR) {
    store4(dInput + i, v128.and(load4(dOutput + i), f32x4.gt(load4(output + i), zero)));
  }
}

export function leakyRelu(input: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) {
    const x = load4(input + i);
    store4(output + i, wherePositive(x, x, f32x4.mul(f32x4.splat(LEAK), x)));
  }
}

export function leakyReluGradient(output: usize, dOutput: usize, dInput: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) {
    const d = load4(dOutput + i);
    store4(dInput + i, wherePositive(load4(output + i), d, f32x4.mul(f32x4.splat(LEAK), d)));
  }
}

/** exp(x) - 1 below 0, where the slope is that plus 1. */
export function elu(input: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) {
    const x = load4(input + i);
    store4(output + i, wherePositive(x, x, expm14(x)));
  }
}

export function eluGradient(output: usize, dOutput: usize, dInput: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) {
    const y = load4(output + i), d = load4(dOutput + i);
    store4(dInput + i, wherePositive(y, d, multiplyAdd(d, d, y)));
  }
}

export function tanh(input: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) store4(output + i, tanh4(load4(input + i)));
}

/** 1 - y * y */
export function tanhGradient(output: usize, dOutput: usize, dInput: usize, bytes: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < bytes; i += VECTOR) {
    const y = load4(output + i);
    store4(dInput + i, f32x4.mul(load4(dOutput + i), f32x4.sub(one, f32x4.mul(y, y))));
  }
}

export function sigmoid(input: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) store4(output + i, sigmoid4(load4(input + i)));
}

/** y * (1 - y) */
export function sigmoidGradient(output: usize, dOutput: usize, dInput: usize, bytes: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < bytes; i += VECTOR) {
    const y = load4(output + i);
    store4(dInput + i, f32x4.mul(load4(dOutput + i), f32x4.mul(y, f32x4.sub(one, y))));
  }
}

/** x * P(x), where P is the distribution function of the standard normal distribution. */
export function gelu(input: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) {
    const x = load4(input + i);
    store4(output + i, f32x4.mul(x, normalDistribution(x)));
  }
}

/** P(x) + x * P'(x) */
export function geluGradient(input: usize, dOutput: usize, dInput: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) {
    const x = load4(input + i);
    const slope = multiplyAdd(normalDistribution(x), x, normalDensity(x));
    store4(dInput + i, f32x4.mul(load4(dOutput + i), slope));
  }
}

@inline
function wherePositive(x: v128, positive: v128, other: v128): v128 {
  return v128.bitselect(positive, other, f32x4.gt(x, f32x4.splat(0)));
}

@inline
function normalDistribution(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return multiplyAdd(half, half, erf4(f32x4.mul(x, f32x4.splat(0.7071067811865476))));
}

@inline
function normalDensity(x: v128): v128 {
  const exponent = f32x4.mul(f32x4.mul(f32x4.splat(-0.5), x), x);
  return f32x4.mul(f32x4.splat(0.3989422804014327), exp4(exponent));
}
