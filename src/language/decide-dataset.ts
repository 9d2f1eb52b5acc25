import { resolve } from 'node:path';
import type { ConfigPath, DatasetChoice, DatasetConfig } from './config.js';
import type { DatasetChoiceSpec, DatasetParams, DatasetSpec } from './spec.js';

/** Gives the folder that a path written at a place of the experiment is relative to. */
export type FolderOf = (place: ConfigPath) => string;

/** A dataset with every field decided. */
export function decideDataset({ use, train, standardize = false }: DatasetSpec, folderOf: FolderOf): DatasetConfig {
  return { use: decideChoice(use, folderOf), train, standardize };
}

/** The absolute form of a path that is written in a field of the choice. */
type Absolute = (path: string, ...field: readonly string[]) => string;

function decideChoice(spec: DatasetChoiceSpec, folderOf: FolderOf): DatasetChoice {
  const [type, params] = typeof spec === 'string' ? [spec, {}] : Object.entries(spec)[0];
  const decide = DECIDE[type as keyof DatasetParams] as (params: object, absolute: Absolute) => DatasetChoice;
  return decide(params, (path, ...field) => resolve(folderOf(['dataset', 'use', type, ...field]), path));
}

const TEST_SHARE = 0.2;

const DECIDE: {
  readonly [Type in keyof DatasetParams]: (spec: DatasetParams[Type], absolute: Absolute) => DatasetChoice;
} = {
  'fashion-mnist': ({ folder }, absolute) => ({ type: 'fashion-mnist', folder: folder && absolute(folder, 'folder') }),
  mnist: () => ({ type: 'mnist' }),
  idx: ({ folder, classNames }, absolute) => ({ type: 'idx', folder: absolute(folder, 'folder'), classNames }),
  numpy: ({ samples, labels, test = TEST_SHARE, classNames, layout = 'auto' }, absolute) => ({
    type: 'numpy',
    samples: absolute(samples, 'samples'),
    labels: absolute(labels, 'labels'),
    test:
      typeof test === 'number'
        ? test
        : { samples: absolute(test.samples, 'test', 'samples'), labels: absolute(test.labels, 'test', 'labels') },
    classNames,
    layout,
  }),
  csv: (
    { file, label, features, exclude = [], separator = 'auto', missing = 'refuse', test = TEST_SHARE },
    absolute,
  ) => ({
    type: 'csv',
    file: absolute(file, 'file'),
    label,
    features,
    exclude,
    separator,
    missing,
    test: typeof test === 'number' ? test : absolute(test, 'test'),
  }),
};
