import { dirname, resolve } from 'node:path';
import type { DatasetChoice, DatasetConfig } from './config.js';
import type { DatasetChoiceSpec, DatasetParams, DatasetSpec } from './spec.js';

/** A dataset with every field decided; paths are relative to the experiment file. */
export function decideDataset({ use, train, standardize = false }: DatasetSpec, file: string): DatasetConfig {
  return { use: decideChoice(use, (path) => resolve(dirname(file), path)), train, standardize };
}

type Absolute = (path: string) => string;

function decideChoice(spec: DatasetChoiceSpec, absolute: Absolute): DatasetChoice {
  const [type, params] = typeof spec === 'string' ? [spec, {}] : Object.entries(spec)[0];
  const decide = DECIDE[type as keyof DatasetParams] as (params: object, absolute: Absolute) => DatasetChoice;
  return decide(params, absolute);
}

const TEST_SHARE = 0.2;

const DECIDE: {
  readonly [Type in keyof DatasetParams]: (spec: DatasetParams[Type], absolute: Absolute) => DatasetChoice;
} = {
  'fashion-mnist': ({ folder }, absolute) => ({ type: 'fashion-mnist', folder: folder && absolute(folder) }),
  mnist: () => ({ type: 'mnist' }),
  idx: ({ folder, classNames }, absolute) => ({ type: 'idx', folder: absolute(folder), classNames }),
  numpy: ({ samples, labels, test = TEST_SHARE, classNames }, absolute) => {
    const testArrays =
      typeof test === 'number' ? test : { samples: absolute(test.samples), labels: absolute(test.labels) };
    return { type: 'numpy', samples: absolute(samples), labels: absolute(labels), test: testArrays, classNames };
  },
  csv: ({ file, label, features, test = TEST_SHARE }, absolute) => {
    const testFile = typeof test === 'number' ? test : absolute(test);
    return { type: 'csv', file: absolute(file), label, features, test: testFile };
  },
};
