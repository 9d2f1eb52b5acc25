import type { DatasetConfig } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Shape } from '../networks/layer.js';
import type { DataFailure } from './failure.js';
import * as idx from './fashion-mnist-idx.js';
import * as packaged from './fashion-mnist-package.js';
import type { Source } from './source.js';
import type { Split } from './split.js';

export { type Split, select, stratified } from './split.js';

/** A decoded dataset. Pixels stay bytes; engines divide them by 255. */
export interface Dataset {
  readonly inputShape: Shape;
  readonly classNames: readonly string[];
  readonly train: Split;
  readonly test: Split;
}

const INPUT_SHAPE: Shape = [28, 28, 1];
const CLASS_NAMES: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** Sizes that are known without reading a file. */
export function factsOf({ folder }: DatasetConfig): DatasetFacts {
  const sizes = folder === undefined ? packaged.SIZES : idx.SIZES;
  return { inputShape: INPUT_SHAPE, classes: CLASS_NAMES.length, trainSize: sizes.train, testSize: sizes.test };
}

/** Finds the dataset's files without reading them. */
export function sourceOf({ folder }: DatasetConfig): Source | DataFailure {
  return folder === undefined ? packaged.source() : idx.source(folder);
}

/** Reads and checks both splits whole; `train` is for the caller, who takes a stratified part. */
export function decodeDataset({ folder }: DatasetConfig): Dataset | DataFailure {
  const splits = folder === undefined ? packaged.decode() : idx.decode(folder);
  return 'code' in splits ? splits : { inputShape: INPUT_SHAPE, classNames: CLASS_NAMES, ...splits };
}
