import fc from 'fast-check';
import { STAGE_VERSIONS } from '../../src/stages/versions.js';
import { BASE, type Draft, withValue } from './base.js';
import {
  classed,
  clustered,
  clustering,
  either,
  everything,
  inOrder,
  layerFigures,
  type Must,
  nothing,
  only,
  page,
  probing,
  reduction,
  scored,
  stages,
  training,
} from './must.js';
import { type Edit, edit, edits, type FieldOracle, field, type Oracle } from './oracle.js';
import type { ContentOf } from './simulate.js';

const ALL = training(['Sgd', 'Momentum', 'Rmsprop', 'Adam', 'Step', 'Cosine']);
const WITHOUT_ENGINE = training(['Momentum', 'Rmsprop', 'Adam', 'Step', 'Cosine']);
const similarity = either(page, only('table/similarity'));
const groups = only('table/groups');
const compares = either(similarity, groups);
const trees: Must = (step) => step.stage === 'kindred' || clustered(step);
const share = fc.double({ min: 0.01, max: 0.7, noNaN: true });

const USE = ['dataset', 'use'];
const withData = (use: unknown) => withValue(BASE, USE, use);
const IDX = withData({ idx: { folder: 'data/idx', classNames: [...'abcdefghij'] } });
const ARRAYS = withData({ numpy: { samples: 'a/x.npy', labels: 'a/y.npy', test: 0.3, classNames: [...'abcdefghij'] } });
const SPLIT = withData({
  numpy: { samples: 'a/x.npy', labels: 'a/y.npy', test: { samples: 'a/u.npy', labels: 'a/v.npy' } },
});
const TABLE = withData({ csv: { file: 'a/table.csv', label: 'kind', features: ['length', 'width'], test: 0.3 } });

const byPath: ContentOf = (file) => file;

/** A file that is moved is the same; one with other content is all new. */
function file(path: readonly string[], value: string, before: Draft): FieldOracle {
  const moved = edit(path, value, nothing, before);
  return { ...edits(moved, { ...moved, must: everything, contentOf: byPath }), written: 'unwritable' };
}

/** Early cutoff: the probe needs the test split, which the training samples have no part in. */
const apart = withValue(withValue(BASE, ['dataset', 'standardize'], false), ['probe', 'split'], 'test');
const butProbe: Must = ({ stage }) => stage !== 'probe';
const noPart = withValue(BASE, ['dataset', 'train'], undefined);
const cosine = ['models', 'Cosine', 'optimizer', 'sgd', 'learningRate', 'cosine', 'epochs'];
const onlyModels = withValue(BASE, ['compare', 'across'], ['models']);
const twoMeasures = withValue(BASE, ['compare', 'measures'], ['rand', 'adjustedRand']);
const pca = (components: number) => ({ pca: { components, whiten: true } });
const kmeans = (k: number) => ({ kmeans: { k, restarts: 2, maxIterations: 50, tolerance: 0.01 } });
const ofReducer =
  (components: number): Must =>
  (step) =>
    clustered(step) || step.reducer === `pca(components=${components})`;
const ofClusterer =
  (k: number): Must =>
  (step) =>
    clustered(step) || step.clusterer === `kmeans(k=${k})`;

/** One choice more in a list, or the same in another order. */
function listed(section: string, one: unknown, other: unknown, must: Must): Edit[] {
  const both = withValue(BASE, [section], [one, other]);
  return [
    edit([section], [one], nothing),
    edit([section], [one, other], must),
    edit([section], [other, one], inOrder, both),
    edit([section], one, clustered, both),
  ];
}

const REDUCE = edits(edit(['reduce'], 'pca', reduction), ...listed('reduce', pca(8), pca(5), ofReducer(5)));
const CLUSTER = edits(
  edit(['cluster'], 'kmeans', clustering),
  ...listed('cluster', kmeans(9), kmeans(5), ofClusterer(5)),
);

const RUN_FIELDS: Readonly<Record<string, { readonly values: readonly unknown[]; readonly written: unknown }>> = {
  jobs: { values: [1, 7, 'auto'], written: 'auto' },
  failFast: { values: [true, false], written: false },
  retries: { values: [0, 1, 9], written: 2 },
  timeout: { values: ['1s', '2 h', 'none'], written: 'none' },
  memory: { values: ['500MB', '2 GB', 'none'], written: 'none' },
};
const ofEachStage = Object.keys(STAGE_VERSIONS).map((stage): [string, Oracle] => [
  `run.stages.${stage}`,
  edits(edit(['run', 'stages', stage], { retries: 7 }, nothing)),
]);

/** Fields of all sections but architectures and models. */
export const SECTION_ORACLES: Readonly<Record<string, Oracle>> = {
  version: 'fixed',
  label: 'fixed',
  matrix: edits(
    edit(['matrix'], { seed: [7] }, page),
    edit(['matrix'], { seed: { other: 8 } }, everything),
    edit(['matrix'], { 'cluster.kmeans.k': [8] }, clustering),
  ),
  'matrix.include': edits(edit(['matrix'], { include: { other: { 'train.batchSize': 10 } } }, ALL)),
  'matrix.exclude': edits(edit(['matrix'], { seed: [8, 7], exclude: [{ seed: 8 }] }, page)),
  environment: edits(
    withVariable(7, nothing),
    withVariable(8, everything),
    edit(['environment'], { UNUSED: 1 }, nothing),
  ),
  extends: edits(
    edit(['extends'], 'same.yaml', nothing),
    { before: BASE, after: { name: 'oracle', extends: ['seed.yaml', 'same.yaml'] }, must: nothing },
    { before: BASE, after: { name: 'oracle', extends: ['same.yaml', 'seed.yaml'] }, must: everything },
  ),
  name: field(['name'], ['other'], page, { written: 'oracle' }),
  seed: {
    ...field(['seed'], fc.nat(), everything),
    edits: fc
      .nat()
      .filter((seed) => seed !== 7)
      .chain((seed) =>
        fc.constantFrom(
          edit(['seed'], seed, everything),
          edit(['seed'], seed, ({ stage }) => stage !== 'dataset', noPart),
        ),
      ),
  },
  engine: {
    ...edits(
      edit(['engine'], 'auto', page),
      edit(['engine'], 'tfjs-node', WITHOUT_ENGINE),
      edit(['engine'], 'tfjs-wasm', WITHOUT_ENGINE),
    ),
    at: { path: ['engine'], draft: BASE },
  },

  dataset: 'container',
  'dataset.use': 'container',
  'dataset.use.fashion-mnist': edits(edit(USE, 'fashion-mnist', everything, IDX)),
  'dataset.use.mnist': edits(edit(USE, 'mnist', everything)),
  'dataset.use.idx': edits(edit(USE, { idx: { folder: 'data/fashion' } }, everything)),
  'dataset.use.numpy': edits(edit(USE, { numpy: { samples: 'x.npy', labels: 'y.npy' } }, everything)),
  'dataset.use.csv': edits(edit(USE, { csv: { file: 'x.csv', label: 'y' } }, everything)),
  'dataset.train': {
    ...field(['dataset', 'train'], fc.integer({ min: 1000, max: 50_000 }), everything, { written: 60_000 }),
    edits: fc
      .integer({ min: 100, max: 499 })
      .chain((tens) =>
        fc.constantFrom(
          edit(['dataset', 'train'], 10 * tens, everything),
          edit(['dataset', 'train'], 10 * tens, butProbe, apart),
        ),
      ),
  },
  'dataset.standardize': field(['dataset', 'standardize'], [true, false], everything),
  'fashionMnist.folder': file([...USE, 'fashion-mnist', 'folder'], 'moved', BASE),
  'idx.folder': file([...USE, 'idx', 'folder'], 'moved', IDX),
  'idx.classNames': {
    ...edits(edit([...USE, 'idx', 'classNames'], [...'ABCDEFGHIJ'], either(stages('dataset'), page, classed), IDX)),
    written: 'unwritable',
  },
  'numpy.samples': file([...USE, 'numpy', 'samples'], 'moved/x.npy', ARRAYS),
  'numpy.labels': file([...USE, 'numpy', 'labels'], 'moved/y.npy', ARRAYS),
  'numpy.test': field([...USE, 'numpy', 'test'], share, everything, { draft: ARRAYS }),
  'numpy.test.samples': file([...USE, 'numpy', 'test', 'samples'], 'moved/u.npy', SPLIT),
  'numpy.test.labels': file([...USE, 'numpy', 'test', 'labels'], 'moved/v.npy', SPLIT),
  'numpy.classNames': {
    ...edits(
      edit([...USE, 'numpy', 'classNames'], [...'ABCDEFGHIJ'], either(stages('dataset'), page, classed), ARRAYS),
    ),
    written: 'unwritable',
  },
  'numpy.layout': field([...USE, 'numpy', 'layout'], ['channelsFirst', 'channelsLast'], everything, { draft: ARRAYS }),
  'csv.file': file([...USE, 'csv', 'file'], 'moved/table.csv', TABLE),
  'csv.label': field([...USE, 'csv', 'label'], ['sort'], everything, { draft: TABLE }),
  'csv.features': field([...USE, 'csv', 'features'], [['width'], ['width', 'length']], everything, {
    draft: TABLE,
    written: 'unwritable',
  }),
  'csv.exclude': field([...USE, 'csv', 'exclude'], [['id']], everything, { draft: TABLE, written: [] }),
  'csv.separator': field([...USE, 'csv', 'separator'], ['semicolon', 'tab', 'pipe'], everything, { draft: TABLE }),
  'csv.missing': field([...USE, 'csv', 'missing'], ['drop', 'mean'], everything, { draft: TABLE }),
  'csv.test': field([...USE, 'csv', 'test'], share, everything, { draft: TABLE }),

  probe: 'container',
  'probe.split': field(['probe', 'split'], ['train', 'test'], probing),
  'probe.size': field(['probe', 'size'], fc.constantFrom(50, 200, 1000), probing),

  architectures: edits(edit(['architectures', 'unused'], ['flatten', { dense: { units: 10 } }], nothing), {
    before: BASE,
    after: renamed('conv', 'lenet'),
    must: either(page, layerFigures, only('table/models')),
  }),

  train: 'container',
  'train.augment': 'container',
  'train.epochs': edits(
    edit(['train', 'epochs'], 5, (step) => scored(step) || (step.stage === 'train' && (step.epoch ?? 0) > 3)),
    edit(
      ['train', 'epochs'],
      4,
      (step) => training(['Cosine'], 2)(step) || (step.stage === 'train' && step.epoch === 4),
      withValue(BASE, cosine, undefined),
    ),
    edit(['train', 'epochs'], 1, scored, withValue(BASE, ['capture', 'epochs'], [1])),
  ),
  'train.batchSize': field(['train', 'batchSize'], fc.integer({ min: 1, max: 49 }), ALL),
  'train.labelSmoothing': field(['train', 'labelSmoothing'], share, ALL),
  'train.labelNoise': field(['train', 'labelNoise'], share, ALL),
  'train.augment.shift': field(['train', 'augment', 'shift'], fc.integer({ min: 2, max: 9 }), ALL),
  'train.augment.flip': field(['train', 'augment', 'flip'], [true, false], ALL),

  capture: 'container',
  'capture.layers': {
    ...edits(
      edit(['capture', 'layers'], ['hidden', 'first'], (step) => step.across === 'layers' || trees(step)),
      edit(
        ['capture', 'layers'],
        ['first', 'hidden', 'logits'],
        (step) => step.stage === 'capture' || step.layer === 'logits' || step.across === 'layers' || trees(step),
      ),
      edit(
        ['capture', 'layers'],
        ['first'],
        (step) => step.stage === 'capture' || step.across === 'layers' || trees(step),
      ),
    ),
    written: { path: ['capture', 'layers'], draft: BASE, value: ['first', 'hidden'] },
  },
  'capture.epochs': {
    ...edits(
      edit(['capture', 'epochs'], [1, 2, 3], (step) => trees(step) || (step.epoch === 2 && step.stage !== 'train')),
      edit(['capture', 'epochs'], [3], trees),
      edit(['capture', 'epochs'], [3, 1], nothing),
    ),
    written: { path: ['capture', 'epochs'], draft: BASE, value: [3] },
  },

  reduce: { ...REDUCE, at: { path: ['reduce'], draft: BASE } },
  'reduce.pca': REDUCE,
  'reducer.pca': REDUCE,
  'pca.components': field(['reduce', 'pca', 'components'], fc.integer({ min: 1, max: 7 }), reduction),
  'pca.whiten': field(['reduce', 'pca', 'whiten'], [true, false], reduction),

  cluster: { ...CLUSTER, at: { path: ['cluster'], draft: BASE } },
  'cluster.kmeans': CLUSTER,
  'clusterer.kmeans': CLUSTER,
  'kmeans.k': field(['cluster', 'kmeans', 'k'], fc.integer({ min: 1, max: 8 }), clustering, { written: 10 }),
  'kmeans.restarts': field(['cluster', 'kmeans', 'restarts'], fc.integer({ min: 3, max: 99 }), clustering),
  'kmeans.maxIterations': field(['cluster', 'kmeans', 'maxIterations'], fc.integer({ min: 1, max: 49 }), clustering),
  'kmeans.tolerance': field(['cluster', 'kmeans', 'tolerance'], share, clustering),

  compare: 'container',
  'compare.measures': {
    ...edits(
      edit(['compare', 'measures'], 'rand', nothing),
      edit(['compare', 'measures'], 'adjustedRand', (step) => compares(step) || step.measure === 'adjustedRand'),
      edit(
        ['compare', 'measures'],
        ['rand', 'adjustedRand'],
        (step) => compares(step) || step.measure === 'adjustedRand',
      ),
      edit(['compare', 'measures'], ['adjustedRand', 'rand'], compares, twoMeasures),
    ),
    written: { path: ['compare', 'measures'], draft: BASE, value: ['rand', 'adjustedRand'] },
  },
  'compare.across': {
    ...edits(
      edit(['compare', 'across'], 'models', similarity),
      edit(['compare', 'across'], 'layers', either(similarity, groups)),
      edit(['compare', 'across'], ['layers', 'models'], similarity),
      edit(
        ['compare', 'across'],
        ['models', 'layers'],
        either(similarity, layerFigures, ({ across }) => across === 'layers'),
        onlyModels,
      ),
    ),
    written: { path: ['compare', 'across'], draft: BASE, value: ['models', 'layers'] },
  },

  run: 'container',
  'run.jobs': never('run', 'jobs'),
  'run.failFast': never('run', 'failFast'),
  'run.retries': never('run', 'retries'),
  'run.timeout': never('run', 'timeout'),
  'run.memory': never('run', 'memory'),
  'run.stages': 'container',
  ...Object.fromEntries(ofEachStage),
  'limits.retries': never('run', 'stages', 'train', 'retries'),
  'limits.timeout': never('run', 'stages', 'page', 'timeout'),
  'limits.memory': never('run', 'stages', 'cluster', 'memory'),
};

/** How an experiment is run decides nothing. */
function never(...path: readonly string[]): FieldOracle {
  const { values, written } = RUN_FIELDS[path.at(-1) ?? ''];
  return field(path, values, nothing, { written });
}

/** The seed as a variable of the environment, which does not have it. */
function withVariable(fallback: number, must: Must): Edit {
  return { before: BASE, after: { ...BASE, environment: { SEED: fallback }, seed: `\${SEED}` }, must };
}

function renamed(from: string, to: string): Draft {
  const text = JSON.stringify(BASE);
  return JSON.parse(text.replaceAll(`"${from}"`, `"${to}"`)) as Draft;
}
