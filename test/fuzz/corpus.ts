import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SMALL as LEAST } from '../language/rig.js';
import { BASE } from '../reruns/base.js';
import { textOf } from '../reruns/simulate.js';
import { SMALL, TINY } from '../stories/rig.js';
import { variable } from './words.js';

const FOLDER = path.resolve('experiments');
const SHIPPED = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** With all that is written out before an experiment is decided. */
const WRITTEN_OUT = `extends: [quickstart.yaml, ./structures.yaml]
environment: { DATA: data, EPOCHS: 3, ODD: ~ }
name: fuzz
train: { epochs: "\${EPOCHS}" }
models:
  NN0: ~
  grid:
    architecture: lenet
    optimizer: { adam: { beta1: 0.8 } }
    matrix:
      optimizer.adam.learningRate: [0.01, 0.001]
      init: { one: 1, two: 2 }
      exclude: [{ init: 1, optimizer.adam.learningRate: 0.01 }]
      include: { slow: { optimizer: { sgd: { learningRate: 0.001 } } } }
matrix:
  seed: [1, 2]
  cluster.kmeans.k: [8, 10]
run: { jobs: 2, failFast: true, retries: 1, timeout: 1h, stages: { train: { memory: 2GB, timeout: none } } }
`;

const IRIS = LEAST.replace('fashion-mnist', `{ csv: { file: "${variable('DATA')}/iris.csv", label: species } }`);

const VARIABLES = `${IRIS.replace('units: 10', 'units: 3')}environment: { DATA: data }
reduce: { pca: { components: 3 } }
matrix: { seed: [1, 2], train.labelNoise: { clean: 0, noisy: 0.2 } }
`;

/** What is mutated: every shipped experiment, those of the tests, and one with every field of the language. */
export const CORPUS: readonly string[] = [
  ...SHIPPED.map((name) => readFileSync(path.join(FOLDER, name), 'utf8')),
  WRITTEN_OUT,
  VARIABLES,
  LEAST,
  SMALL,
  TINY,
  textOf(BASE),
];

/** Where an experiment is read as if it stood there: paths in it lead to what is shipped. */
export const PLACE = path.join(FOLDER, 'fuzz.yaml');
