import type { Split, Splits } from './split.js';

/**
 * Each feature less its mean over the training samples, divided by their standard deviation (with n in the denominator).
 * A feature that is constant in training is only shifted.
 */
export function standardized({ train, test }: Splits): Splits {
  const features = train.values.length / train.count;
  const means = new Float64Array(features);
  const squares = new Float64Array(features);
  // Relative to the first sample, so that a constant feature has exactly its value as mean.
  each(train, (value, feature) => {
    means[feature] += value - train.values[feature];
  });
  for (let feature = 0; feature < features; feature++) {
    means[feature] = train.values[feature] + means[feature] / train.count;
  }
  each(train, (value, feature) => {
    const difference = value - means[feature];
    squares[feature] += (difference * difference) / train.count;
  });
  const scales = squares.map((square) => (square > 0 ? Math.sqrt(square) : 1));
  const scaled = (split: Split): Split => {
    const values = new Float32Array(split.values.length);
    each(split, (value, feature, at) => {
      values[at] = (value - means[feature]) / scales[feature];
    });
    return { ...split, values };
  };
  return { train: scaled(train), test: scaled(test) };
}

function each({ values, count }: Split, visit: (value: number, feature: number, at: number) => void): void {
  const features = values.length / count;
  for (let at = 0; at < values.length; at++) visit(values[at], at % features, at);
}
