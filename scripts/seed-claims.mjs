// The numbers behind docs/seed-report.md, as Markdown tables: node scripts/seed-claims.mjs results/fashion-mnist-seed cache
// Run `npm run build` and `npx pipeline run experiments/fashion-mnist-seed.yaml` before.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { partitionOf } from '../dist/algorithms/contingency.js';
import { kMeans } from '../dist/algorithms/kmeans.js';
import { MEASURES } from '../dist/algorithms/measures.js';
import { randomFor } from '../dist/algorithms/random.js';
import { decodeNpy } from '../dist/formats/npy.js';

const ofIds = (measure) => (a, b) => measure(partitionOf(a), partitionOf(b));
const randIndex = ofIds(MEASURES.rand.between);
const expectedRand = ofIds(MEASURES.rand.chance);
const adjustedRandIndex = ofIds(MEASURES.adjustedRand.between);

const [results = 'results/fashion-mnist-seed', cache = 'cache'] = process.argv.slice(2);
const { steps } = JSON.parse(readFileSync(path.join(results, 'run.json'), 'utf8'));
const MODELS = ['NN0', 'NN1', 'NN2', 'NN3', 'NN4', 'NN5'];
const BLOCKS = { conv: ['conv1', 'conv2'], dense: ['fc1', 'fc2'] };
const LAYERS = Object.values(BLOCKS).flat();
const EPOCHS = [1, 10, 20, 30, 40, 50, 100];
const PERMUTATIONS = 100;

const trueLabels = arrayOf('probe', 'labels.npy');
const places = new Map();
for (const epoch of EPOCHS)
  for (const layer of LAYERS)
    for (const model of MODELS) {
      const at = `${model}@${epoch}/${layer}/pca/kmeans`;
      places.set(`${model}@${epoch}/${layer}`, {
        labels: arrayOf(`label/${at}`, 'labels.npy'),
        clusters: arrayOf(`cluster/${at}`, 'assignments.npy'),
        again: clusteredAgain(`reduce/${model}@${epoch}/${layer}/pca`),
      });
    }

accuracies();
time();
sameStructure();
otherStructure();
layers();
structureAndOptimizer();
noiseFloor();

function accuracies() {
  const rows = MODELS.map((model) => [
    model,
    ...EPOCHS.map((epoch) => (100 * jsonOf(`train/${model}@${epoch}`, 'score.json').accuracy).toFixed(2)),
  ]);
  table('c4: test accuracy, %', ['model', ...EPOCHS.map((epoch) => `epoch ${epoch}`)], rows);
}

/** A step runs in one thread, so its seconds are at most its CPU time's wall. */
function time() {
  const seconds = {};
  for (const [id, { stage }] of Object.entries(steps)) seconds[stage] = (seconds[stage] ?? 0) + manifestOf(id).seconds;
  table(
    'Seconds of work by stage, one thread each',
    ['stage', 'steps', 'seconds'],
    Object.entries(seconds).map(([stage, sum]) => [
      stage,
      Object.values(steps).filter((step) => step.stage === stage).length,
      sum.toFixed(1),
    ]),
  );
}

/** c1: NN0, NN4 and NN5 differ in their random numbers only. */
function sameStructure() {
  const same = pairsOf(['NN0', 'NN4', 'NN5']);
  const rest = pairsOf(MODELS).filter((pair) => !same.some((other) => String(other) === String(pair)));
  for (const [block, names] of Object.entries(BLOCKS)) {
    const rows = EPOCHS.map((epoch) => {
      const group = meanOver(names, (layer) => summary(same, epoch, layer));
      const others = meanOver(names, (layer) => summary(rest, epoch, layer));
      return [
        epoch,
        ...[group.rand, group.chance, group.labelAri, group.ari, group.null, group.ari - group.null, others.ari].map(
          three,
        ),
      ];
    });
    const head = [
      'epoch',
      'Rand, labels',
      'chance',
      'ARI, labels',
      'ARI, clusters',
      'null within classes',
      'excess',
      'other pairs: ARI, clusters',
    ];
    table(`c1: pairs of NN0, NN4, NN5; mean over ${names.join(' and ')} (${block})`, head, rows);
  }
}

/** c2: NN2 and NN3 against the rest, in the convolution layers. */
function otherStructure() {
  const own = [['NN2', 'NN3']];
  const across = pairsOf(MODELS).filter(([a, b]) => isWide(a) !== isWide(b));
  for (const layer of BLOCKS.conv) {
    const rows = EPOCHS.map((epoch) => {
      const pair = summary(own, epoch, layer);
      const rest = summary(across, epoch, layer);
      return [
        epoch,
        ...[pair.rand, rest.rand, rest.chance, pair.ari, rest.ari].map(three),
        rankOf(own[0], epoch, layer, (a, b) => randIndex(a.labels, b.labels)),
        rankOf(own[0], epoch, layer, (a, b) => adjustedRandIndex(a.clusters, b.clusters)),
      ];
    });
    const head = [
      'epoch',
      'NN2-NN3: Rand, labels',
      'across structures',
      'chance',
      'NN2-NN3: ARI, clusters',
      'across structures',
      'rank of 15 by Rand',
      'rank of 15 by ARI',
    ];
    table(`c2: ${layer}`, head, rows);
  }
}

/** c3: within the two kinds of layers against between them, mean over models. */
function layers() {
  const kinds = {
    'conv1-conv2': [['conv1', 'conv2']],
    'fc1-fc2': [['fc1', 'fc2']],
    'conv-dense': BLOCKS.conv.flatMap((a) => BLOCKS.dense.map((b) => [a, b])),
    'conv2-fc1': [['conv2', 'fc1']],
  };
  const rows = EPOCHS.map((epoch) => [
    epoch,
    ...Object.values(kinds).flatMap((pairs) => {
      const of = (measure) =>
        mean(MODELS.flatMap((model) => pairs.map(([a, b]) => measure(at(model, epoch, a), at(model, epoch, b)))));
      return [
        three(of((a, b) => randIndex(a.labels, b.labels))),
        three(of((a, b) => adjustedRandIndex(a.clusters, b.clusters))),
      ];
    }),
  ]);
  const head = ['epoch', ...Object.keys(kinds).flatMap((kind) => [`${kind}: Rand, labels`, 'ARI, clusters'])];
  table('c3: layers of one model, mean over models', head, rows);
}

/** What the pairs of models have in common, mean over layers. */
function structureAndOptimizer() {
  const kinds = { 'both the same': [], 'same optimizer': [], 'same structure': [], neither: [] };
  for (const [a, b] of pairsOf(MODELS)) {
    const hasStructure = isWide(a) === isWide(b);
    const hasOptimizer = isSlow(a) === isSlow(b);
    const kind = hasStructure
      ? hasOptimizer
        ? 'both the same'
        : 'same structure'
      : hasOptimizer
        ? 'same optimizer'
        : 'neither';
    kinds[kind].push([a, b]);
  }
  const columns = { ...kinds, 'of these NN1-NN3': [['NN1', 'NN3']] };
  const rows = EPOCHS.map((epoch) => [
    epoch,
    ...Object.values(columns).flatMap((pairs) => {
      const { rand, ari } = meanOver(LAYERS, (layer) => summary(pairs, epoch, layer));
      return [three(rand), three(ari)];
    }),
  ]);
  const head = [
    'epoch',
    ...Object.entries(columns).flatMap(([kind, { length }]) => [`${kind} (${length}): Rand, labels`, 'ARI, clusters']),
  ];
  table('What pairs of models have in common; mean over layers', head, rows);
}

/** How far two clusterings of the same scores agree that differ in the seed of k-means, mean over models. */
function noiseFloor() {
  const rows = EPOCHS.map((epoch) => [
    epoch,
    ...LAYERS.map((layer) =>
      three(
        mean(
          MODELS.map((model) => {
            const { clusters, again } = at(model, epoch, layer);
            return adjustedRandIndex(clusters, again);
          }),
        ),
      ),
    ),
  ]);
  table('Noise floor: ARI of clusters with another seed of k-means; mean over models', ['epoch', ...LAYERS], rows);
}

function clusteredAgain(step) {
  const { array, shape } = decodeNpy(objectOf(step, 'scores.npy'));
  const params = { k: 10, restarts: 10, maxIterations: 300, tolerance: 1e-4 };
  return kMeans(array, ...shape, params, randomFor('noise floor', step)).assignments;
}

function summary(pairs, epoch, layer) {
  const of = (measure) => mean(pairs.map(([a, b]) => measure(at(a, epoch, layer), at(b, epoch, layer))));
  return {
    rand: of((a, b) => randIndex(a.labels, b.labels)),
    chance: of((a, b) => expectedRand(a.labels, b.labels)),
    labelAri: of((a, b) => adjustedRandIndex(a.labels, b.labels)),
    ari: of((a, b) => adjustedRandIndex(a.clusters, b.clusters)),
    null: of((a, b) => nullWithinClasses(a.clusters, b.clusters)),
  };
}

/** Mean ARI where the samples of each true class are permuted: what the classes alone explain. */
function nullWithinClasses(a, b) {
  const random = randomFor('null within classes');
  const members = Array.from({ length: 10 }, (_, label) =>
    [...trueLabels.keys()].filter((i) => trueLabels[i] === label),
  );
  return mean(
    Array.from({ length: PERMUTATIONS }, () => {
      const shuffled = Int32Array.from(b);
      for (const indices of members)
        for (let last = indices.length - 1; last > 0; last--) {
          const [x, y] = [indices[last], indices[random.below(last + 1)]];
          [shuffled[x], shuffled[y]] = [shuffled[y], shuffled[x]];
        }
      return adjustedRandIndex(a, shuffled);
    }),
  );
}

/** 1 where no pair of models agrees more. */
function rankOf(pair, epoch, layer, measure) {
  const of = ([a, b]) => measure(at(a, epoch, layer), at(b, epoch, layer));
  return 1 + pairsOf(MODELS).filter((other) => of(other) > of(pair)).length;
}

function meanOver(names, of) {
  const all = names.map(of);
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, mean(all.map((one) => one[key]))]));
}

function isWide(model) {
  return model === 'NN2' || model === 'NN3';
}

function isSlow(model) {
  return model === 'NN1' || model === 'NN3';
}

function pairsOf(names) {
  return names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]));
}

function at(model, epoch, layer) {
  return places.get(`${model}@${epoch}/${layer}`);
}

function arrayOf(step, artifact) {
  return decodeNpy(objectOf(step, artifact)).array;
}

function jsonOf(step, artifact) {
  return JSON.parse(objectOf(step, artifact).toString());
}

function objectOf(step, artifact) {
  const digest = steps[step].artifacts[artifact];
  return readFileSync(path.join(cache, 'objects', digest.slice(0, 2), digest.slice(2)));
}

function manifestOf(step) {
  const { key } = steps[step];
  return JSON.parse(readFileSync(path.join(cache, 'steps', key.slice(0, 2), `${key.slice(2)}.json`), 'utf8'));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function three(value) {
  return value.toFixed(3);
}

function table(title, head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  process.stdout.write(`### ${title}\n\n${[head, rule, ...rows].map(line).join('\n')}\n\n`);
}
