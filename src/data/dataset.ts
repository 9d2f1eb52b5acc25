import type { DatasetChoice, DatasetConfig } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { Adapter, Dataset, FoundFacts, Options, SourceFiles } from './adapter.js';
import { csv } from './adapters/csv.js';
import { fashionMnist } from './adapters/fashion-mnist.js';
import { idx } from './adapters/idx.js';
import { mnist } from './adapters/mnist.js';
import { numpy } from './adapters/numpy.js';
import { type DataFailure, isFailure } from './failure.js';

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
export function factsOf(choice: DatasetChoice): FoundFacts | DataFailure {
  const { files, options, facts } = ADAPTERS[choice.type];
  return facts(files(choice), options(choice, 0));
}

/** The same, which looks at each dataset once, however many experiments have it. */
export function factsOnce(
  find: typeof factsOf = factsOf,
): (dataset: Pick<DatasetConfig, 'use' | 'standardize'>) => DatasetFacts | DataFailure {
  const known = new Map<string, FoundFacts | DataFailure>();
  return ({ use, standardize }) => {
    const name = JSON.stringify(use);
    const found = known.get(name) ?? find(use);
    known.set(name, found);
    if (isFailure(found)) return found;
    const { notes, ...facts } = found;
    if (notes === undefined) return facts;
    return { ...facts, warnings: [...notes.always, ...(standardize ? notes.standardized : notes.raw)] };
  };
}

export function decodeDataset({ adapter, options }: DatasetRules, files: SourceFiles): Dataset | DataFailure {
  return ADAPTERS[adapter].decode(files, options);
}
