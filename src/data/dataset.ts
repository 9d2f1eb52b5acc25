import type { DatasetChoice } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Adapter, Dataset, Options, SourceFiles } from './adapter.js';
import { csv } from './adapters/csv.js';
import { fashionMnist } from './adapters/fashion-mnist.js';
import { idx } from './adapters/idx.js';
import { mnist } from './adapters/mnist.js';
import { numpy } from './adapters/numpy.js';
import type { DataFailure } from './failure.js';

/** By the name that an experiment file gives after `use`. */
const ADAPTERS: Readonly<Record<DatasetChoice['type'], Adapter<DatasetChoice, Options>>> = {
  'fashion-mnist': fashionMnist,
  mnist,
  idx,
  numpy,
  csv,
};

/** What identifies a dataset's samples besides the content of its files. */
export interface DatasetRules {
  readonly adapter: DatasetChoice['type'];
  readonly version: number;
  readonly options: Options;
}

export function rulesOf(choice: DatasetChoice, seed: number): DatasetRules {
  const { version, options } = ADAPTERS[choice.type];
  return { adapter: choice.type, version, options: options(choice, seed) };
}

export function filesOf(choice: DatasetChoice): SourceFiles {
  return ADAPTERS[choice.type].files(choice);
}

/** Shape, classes and sizes, without decoding the samples. */
export function factsOf(choice: DatasetChoice): DatasetFacts | DataFailure {
  const { files, options, facts } = ADAPTERS[choice.type];
  return facts(files(choice), options(choice, 0));
}

/** The same, which looks at each dataset once, however many experiments have it. */
export function factsOnce(): (dataset: { readonly use: DatasetChoice }) => DatasetFacts | DataFailure {
  const known = new Map<string, DatasetFacts | DataFailure>();
  return ({ use }) => {
    const name = JSON.stringify(use);
    const facts = known.get(name) ?? factsOf(use);
    known.set(name, facts);
    return facts;
  };
}

export function decodeDataset({ adapter, options }: DatasetRules, files: SourceFiles): Dataset | DataFailure {
  return ADAPTERS[adapter].decode(files, options);
}
