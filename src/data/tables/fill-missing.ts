import { quote } from '../../language/words.js';
import type { DataFailure, NamedFile } from '../failure.js';
import type { Split, Splits } from '../split.js';

/** Puts the mean over the training samples in the place of each missing (NaN) value. */
export function fillMissing(
  { train, test }: Splits,
  features: readonly string[],
  { file, path }: NamedFile,
): Splits | DataFailure {
  if (![train, test].some(({ values }) => values.some(Number.isNaN))) return { train, test };
  const means = features.map((_, feature) => meanOf(train, feature, features.length));
  const none = means.findIndex(Number.isNaN);
  if (none >= 0) {
    const message = `${file}: no training sample has a value in column ${quote(features[none])}`;
    return { code: 'missing-values', message, hint: 'leave the column out with `exclude`', path };
  }
  const filled = (split: Split): Split => {
    const values = split.values.slice();
    for (let at = 0; at < values.length; at++) if (Number.isNaN(values[at])) values[at] = means[at % features.length];
    return { ...split, values };
  };
  return { train: filled(train), test: filled(test) };
}

function meanOf({ values }: Split, feature: number, features: number): number {
  let [sum, count] = [0, 0];
  for (let at = feature; at < values.length; at += features) {
    if (Number.isNaN(values[at])) continue;
    sum += values[at];
    count++;
  }
  return sum / count;
}
