import type { IdxChoice } from '../../language/config.js';
import type { Adapter } from '../adapter.js';
import { decodeIdx, idxFacts, idxFiles } from '../files/idx-folder.js';

type Options = { readonly classNames: readonly string[] | null };

/** A folder of any dataset's IDX files under MNIST's names. */
export const idx: Adapter<IdxChoice, Options> = {
  version: 1,
  files: ({ folder }) => idxFiles(folder),
  options: ({ classNames = null }) => ({ classNames }),
  facts: (files, { classNames }) => idxFacts({ files, classNames, ...ADVICE }),
  decode: (files, { classNames }) => decodeIdx({ files, classNames, ...ADVICE }),
};

const ADVICE = {
  path: ['dataset', 'use', 'idx', 'folder'],
  hint: 'the folder needs train- and t10k-images-idx3-ubyte and -labels-idx1-ubyte (or .idx3-ubyte), each as it is or as .gz',
};
