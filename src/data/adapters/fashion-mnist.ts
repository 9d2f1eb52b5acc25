import type { FashionMnistChoice } from '../../language/config.js';
import type { DatasetFacts } from '../../language/dataset-facts.js';
import type { Adapter } from '../adapter.js';
import { decodePackage, packageFiles, REINSTALL, TRAIN_COUNTS } from '../files/fashion-mnist-package.js';
import { decodeIdx, officialFiles, type Sums } from '../files/idx-folder.js';
import { missingOf } from '../files/read-file.js';

type Options = { readonly official: boolean };

/** Fashion-MNIST (Xiao, Rasul & Vollgraf 2017): https://github.com/zalandoresearch/fashion-mnist. */
export const fashionMnist: Adapter<FashionMnistChoice, Options> = {
  version: 2,
  files: ({ folder }) => (folder === undefined ? packageFiles() : officialFiles(folder)),
  options: ({ folder }) => ({ official: folder !== undefined }),
  facts: (files, { official }) => {
    const facts = { ...FACTS, train: official ? CLASS_NAMES.map(() => 6000) : TRAIN_COUNTS };
    return missingOf(files, official ? ADVICE : REINSTALL) ?? facts;
  },
  decode: (files, { official }) => {
    return official
      ? decodeIdx({ files, classNames: CLASS_NAMES, sums: OFFICIAL_SUMS, ...ADVICE })
      : decodePackage(files, CLASS_NAMES);
  },
};

const CLASS_NAMES = [
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

const FACTS: Omit<DatasetFacts, 'train'> = {
  inputShape: [28, 28, 1],
  classNames: CLASS_NAMES,
  test: CLASS_NAMES.map(() => 1000),
};

const ADVICE = {
  path: ['dataset', 'use', 'fashion-mnist', 'folder'],
  hint: 'the folder needs the four official files: train- and t10k-images-idx3-ubyte.gz and -labels-idx1-ubyte.gz',
};

/** Of the packed files. */
const OFFICIAL_SUMS: Sums = {
  trainImages: '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
  trainLabels: '25c81989df183df01b3e8a0aad5dffbe',
  testImages: 'bef4ecab320f06d8554ea6380940ec79',
  testLabels: 'bb300cfdad3c16e7a12a480ee83cd310',
};
