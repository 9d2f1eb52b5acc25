import { CELL, horizontalSum, LANES, load4, loadHigh, multiplyAdd, storeCell } from './vector';
import { Window } from './window';

// Batch normalisation. Arrays of values are [block][channel][position] cells, all others [channel] floats. Sums run over the
// samples that the batch has and leave out the other lanes; each plane is summed in single precision, the planes in double.

/** Mean and biased variance of each channel. */
export function batchStatistics(shape: Window, input: usize, samples: i32, means: usize, variances: usize): void {
  const channels = shape.channels, plane = shape.inputPlane, blocks = filledBlocks(samples);
  const count = <f64>samples * shape.inputHeight * shape.inputWidth;
  for (let channel = 0; channel < channels; channel++) {
    let total: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      total += sumOf(input + (block * channels + channel) * plane, plane, samples - block * LANES);
    }
    const mean = <f32>(total / count);
    let squares: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      squares += sumOfSquares(input + (block * channels + channel) * plane, plane, samples - block * LANES, mean);
    }
    store<f32>(means + 4 * channel, mean);
    store<f32>(variances + 4 * channel, <f32>(squares / count));
  }
}

/** output = gamma * (input - mean) / sqrt(variance + epsilon) + beta */
export function normalize(shape: Window, input: usize, output: usize, means: usize, variances: usize, gammas: usize, betas: usize, epsilon: f32): void {
  const channels = shape.channels, plane = shape.inputPlane;
  for (let block = shape.blocks; block > 0; block--) {
    for (let channel = 0; channel < channels; channel++) {
      const mean = v128.load_splat<f32>(means + 4 * channel), beta = v128.load_splat<f32>(betas + 4 * channel);
      const gamma = load<f32>(gammas + 4 * channel);
      const scale = f32x4.splat(gamma * inverseDeviation(variances, channel, epsilon));
      for (let at = 0; at < plane; at += CELL) {
        const low = f32x4.sub(load4(input + at), mean), high = f32x4.sub(loadHigh(input + at), mean);
        storeCell(output + at, multiplyAdd(beta, low, scale), multiplyAdd(beta, high, scale));
      }
      input += plane;
      output += plane;
    }
  }
}

/** Gradients of gamma and beta, where statistics are the batch's. */
export function normalizationParameterGradient(shape: Window, input: usize, dOutput: usize, means: usize, variances: usize, dGammas: usize, dBetas: usize, samples: i32, epsilon: f32): void {
  const channels = shape.channels, plane = shape.inputPlane, blocks = filledBlocks(samples);
  for (let channel = 0; channel < channels; channel++) {
    const mean = load<f32>(means + 4 * channel);
    let dGamma: f64 = 0, dBeta: f64 = 0;
    for (let block = 0; block < blocks; block++) {
      const from = (block * channels + channel) * plane;
      dGamma += sumOfProducts(input + from, dOutput + from, plane, mean);
      dBeta += sumOf(dOutput + from, plane, LANES);
    }
    store<f32>(dGammas + 4 * channel, <f32>dGamma * inverseDeviation(variances, channel, epsilon));
    store<f32>(dBetas + 4 * channel, <f32>dBeta);
  }
}

/**
 * dInput = gamma / deviation * (dOutput - dBeta / n - normalised input * dGamma / n) for n values of a channel, which all
 * share in its statistics; 0 for missing samples.
 */
export function normalizationInputGradient(shape: Window, input: usize, dOutput: usize, dInput: usize, means: usize, variances: usize, gammas: usize, dGammas: usize, dBetas: usize, samples: i32, epsilon: f32): void {
  const channels = shape.channels, plane = shape.inputPlane, blocks = shape.blocks;
  const count = <f32>samples * <f32>(shape.inputHeight * shape.inputWidth);
  for (let block = 0; block < blocks; block++) {
    const lowMask = laneMask(samples - block * LANES), highMask = laneMask(samples - block * LANES - 4);
    for (let channel = 0; channel < channels; channel++) {
      const inverse = inverseDeviation(variances, channel, epsilon);
      const mean = v128.load_splat<f32>(means + 4 * channel);
      const scale = f32x4.splat(load<f32>(gammas + 4 * channel) * inverse);
      const shift = f32x4.splat(load<f32>(dBetas + 4 * channel) / count);
      const slope = f32x4.splat((load<f32>(dGammas + 4 * channel) * inverse) / count);
      for (let at = 0; at < plane; at += CELL) {
        const low = correct(load4(dOutput + at), load4(input + at), mean, shift, slope);
        const high = correct(loadHigh(dOutput + at), loadHigh(input + at), mean, shift, slope);
        storeCell(dInput + at, v128.and(f32x4.mul(scale, low), lowMask), v128.and(f32x4.mul(scale, high), highMask));
      }
      input += plane;
      dOutput += plane;
      dInput += plane;
    }
  }
}

@inline
function correct(gradient: v128, value: v128, mean: v128, shift: v128, slope: v128): v128 {
  return f32x4.sub(f32x4.sub(gradient, shift), f32x4.mul(f32x4.sub(value, mean), slope));
}

@inline
function inverseDeviation(variances: usize, channel: i32, epsilon: f32): f32 {
  return 1 / sqrt<f32>(load<f32>(variances + 4 * channel) + epsilon);
}

/** Blocks that have samples. */
@inline
function filledBlocks(samples: i32): i32 {
  return (samples + LANES - 1) / LANES;
}

/** All bits of the lanes of a vector that have samples, if `samples` are left for it and what follows. */
@inline
function laneMask(samples: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(samples));
}

/** Sum of one plane over its first `samples` lanes. */
function sumOf(from: usize, bytes: i32, samples: i32): f64 {
  const lowMask = laneMask(samples), highMask = laneMask(samples - 4);
  let low = f32x4.splat(0), high = low;
  for (const end = from + bytes; from < end; from += CELL) {
    low = f32x4.add(low, v128.and(load4(from), lowMask));
    high = f32x4.add(high, v128.and(loadHigh(from), highMask));
  }
  return horizontalSum(f32x4.add(low, high));
}

/** Sum of the squared deviations from the mean. */
function sumOfSquares(from: usize, bytes: i32, samples: i32, mean: f32): f64 {
  const lowMask = laneMask(samples), highMask = laneMask(samples - 4), center = f32x4.splat(mean);
  let low = f32x4.splat(0), high = low;
  for (const end = from + bytes; from < end; from += CELL) {
    const a = v128.and(f32x4.sub(load4(from), center), lowMask), b = v128.and(f32x4.sub(loadHigh(from), center), highMask);
    low = multiplyAdd(low, a, a);
    high = multiplyAdd(high, b, b);
  }
  return horizontalSum(f32x4.add(low, high));
}

/** Sum of (value - mean) * gradient; gradients of missing samples are 0. */
function sumOfProducts(values: usize, gradients: usize, bytes: i32, mean: f32): f64 {
  const center = f32x4.splat(mean);
  let low = f32x4.splat(0), high = low;
  for (const end = values + bytes; values < end; values += CELL) {
    low = multiplyAdd(low, f32x4.sub(load4(values), center), load4(gradients));
    high = multiplyAdd(high, f32x4.sub(loadHigh(values), center), loadHigh(gradients));
    gradients += CELL;
  }
  return horizontalSum(f32x4.add(low, high));
}
