import { expect, test } from 'vitest';
import type { Shown } from '../../src/report/material.js';
import type { Kindred, Matrix } from '../../src/report/results.js';
import { TABLES } from '../../src/report/tables/index.js';
import { tablePieces } from '../../src/report/tables/table.js';
import { traitsOf } from '../../src/report/traits.js';
import { fixture } from './fixture.js';

function csv(name: string, shown: Partial<Shown>): string {
  const table = TABLES.find((one) => one.name === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  const traits = { fields: [], models: [] };
  const assigned = { ids: [], classes: [], partitions: [] };
  const nothing = { models: [], traits, scores: [], clusters: [], assigned, matrices: [], chances: [], kindred: [] };
  return Buffer.concat([...tablePieces(table, { ...nothing, ...shown })]).toString();
}

const settings = { partition: 'labels', reducer: 'pca', clusterer: 'kmeans', measure: 'rand' } as const;
const score = { loss: 0.25, accuracy: 0.9, trainLoss: 0.1, trainAccuracy: 1 };

test('similarity holds every cell, and leaves the layer or the model empty', () => {
  const matrix: Matrix = {
    ...settings,
    across: 'models',
    of: 'conv1',
    epoch: 10,
    members: ['NN0', 'NN1'],
    values: [
      [1, 0.1 + 0.2],
      [0.1 + 0.2, 1],
    ],
    chance: 0.82,
  };
  const layers: Matrix = { ...matrix, across: 'layers', of: 'NN0', members: ['fc1'], values: [[1]] };
  expect(csv('similarity', { matrices: [matrix, layers] })).toBe(`\
across,partition,reducer,clusterer,measure,layer,epoch,model,a,b,value
models,labels,pca,kmeans,rand,conv1,10,,NN0,NN0,1
models,labels,pca,kmeans,rand,conv1,10,,NN0,NN1,0.30000000000000004
models,labels,pca,kmeans,rand,conv1,10,,NN1,NN0,0.30000000000000004
models,labels,pca,kmeans,rand,conv1,10,,NN1,NN1,1
layers,labels,pca,kmeans,rand,,10,NN0,fc1,fc1,1
`);
});

test('models has one row per model and epoch, and quotes what RFC 4180 wants quoted', () => {
  const names = ['plain', 'a,b', 'say "hi"', 'two\nlines'];
  expect(csv('models', { scores: names.map((model) => ({ model, epoch: 1, ...score })) })).toBe(`\
model,epoch,loss,accuracy,trainLoss,trainAccuracy
plain,1,0.25,0.9,0.1,1
"a,b",1,0.25,0.9,0.1,1
"say ""hi""",1,0.25,0.9,0.1,1
"two
lines",1,0.25,0.9,0.1,1
`);
});

const models = [
  { name: 'wide', optimizer: { type: 'sgd', learningRate: 0.1, weightDecay: 0 } },
  { name: 'deep', optimizer: { type: 'momentum', learningRate: 0.1, weightDecay: 0, momentum: 0.9 } },
  {
    name: 'stepped',
    optimizer: {
      type: 'sgd',
      learningRate: { type: 'step', initial: 0.1, factor: 0.5, every: 2 },
      weightDecay: 0,
    },
  },
] as const;

test('models has a column for each field that they differ in, and none for what they share', () => {
  const layers = [{ type: 'flatten', name: 'flatten' }] as const;
  const traits = traitsOf(
    models.map((model) => ({ ...model, architecture: 'plain', layers, init: 0, engine: 'auto' })),
  );
  const scores = models.map(({ name }) => ({ model: name, epoch: 1, ...score }));
  const schedule = ['optimizer.learningRate.initial', 'optimizer.learningRate.factor', 'optimizer.learningRate.every'];
  expect(csv('models', { scores, traits })).toBe(`\
model,epoch,loss,accuracy,trainLoss,trainAccuracy,optimizer,optimizer.learningRate,optimizer.momentum,${schedule}
wide,1,0.25,0.9,0.1,1,sgd,0.1,,,,
deep,1,0.25,0.9,0.1,1,momentum,0.1,0.9,,,
stepped,1,0.25,0.9,0.1,1,sgd,step,,0.1,0.5,2
`);
});

test('similarity says which of these fields two models share, and nothing of layers', () => {
  const traits = traitsOf(fixture({ models: ['NN0', 'NN1', 'NN2'] }).config.models);
  const matrix = { ...settings, across: 'models', of: 'fc1', epoch: 1, members: ['NN0', 'NN2'], chance: 0 } as const;
  const values = [
    [1, 0.5],
    [0.5, 1],
  ];
  const layers = { ...matrix, across: 'layers', of: 'NN0', members: ['fc1', 'fc2'] } as const;
  const matrices = [
    { ...matrix, values },
    { ...layers, values },
  ];
  expect(csv('similarity', { matrices, traits })).toBe(`\
across,partition,reducer,clusterer,measure,layer,epoch,model,a,b,value,same.architecture,same.init
models,labels,pca,kmeans,rand,fc1,1,,NN0,NN0,1,1,1
models,labels,pca,kmeans,rand,fc1,1,,NN0,NN2,0.5,0,0
models,labels,pca,kmeans,rand,fc1,1,,NN2,NN0,0.5,0,0
models,labels,pca,kmeans,rand,fc1,1,,NN2,NN2,1,1,1
layers,labels,pca,kmeans,rand,,1,NN0,fc1,fc1,1,,
layers,labels,pca,kmeans,rand,,1,NN0,fc1,fc2,0.5,,
layers,labels,pca,kmeans,rand,,1,NN0,fc2,fc1,0.5,,
layers,labels,pca,kmeans,rand,,1,NN0,fc2,fc2,1,,
`);
});

test('clusters has one row per cluster', () => {
  expect(csv('clusters', fixture({ models: ['NN0'], layers: ['fc1'], epochs: [3] }))).toBe(`\
model,epoch,layer,cluster,size,label,purity,reducer,clusterer
NN0,3,fc1,0,100,T-shirt/top,0.75,pca,kmeans
`);
});

test('assignments has one row per probe sample, and a column per clustering, named by what there is a choice of', () => {
  const place = { model: 'NN0', epoch: 3, layer: 'fc1', reducer: 'pca', clusterer: 'kmeans' };
  const assigned = (...partitions: readonly (typeof place & { readonly clusters: readonly number[] })[]) =>
    csv('assignments', { assigned: { ids: [7, 4], classes: ['coat', 'bag, "big"'], partitions } });
  const second = { ...place, model: 'NN1', clusters: [2, 0] };
  expect(assigned({ ...place, clusters: [1, 0] }, second)).toBe(`\
id,class,NN0@3/fc1,NN1@3/fc1
7,coat,1,2
4,"bag, ""big""",0,0
`);
  const others = [
    { ...second, reducer: 'pca(components=2)' },
    { ...second, clusterer: 'kmeans(k=3)' },
  ];
  expect(assigned(...others).split('\n')[0]).toBe(
    'id,class,NN1@3/fc1/pca(components=2)/kmeans,NN1@3/fc1/pca/kmeans(k=3)',
  );
});

test('groups gives the accuracy at the matrix, and at the last epoch for the mean', () => {
  const tree = { ...settings, members: ['NN0', 'NN1'], merges: [], groups: [['NN0'], ['NN1']], silhouette: 0.5 };
  const kindred: Kindred[] = [
    { ...tree, at: undefined },
    { ...tree, at: { layer: 'fc1', epoch: 1 } },
  ];
  const scores = [
    { ...score, model: 'NN0', epoch: 1, accuracy: 0.7 },
    { ...score, model: 'NN0', epoch: 10, accuracy: 0.9 },
  ];
  expect(csv('groups', { kindred, scores })).toBe(`\
partition,reducer,clusterer,measure,layer,epoch,group,model,accuracy,silhouette
labels,pca,kmeans,rand,mean,mean,1,NN0,0.9,0.5
labels,pca,kmeans,rand,mean,mean,2,NN1,,0.5
labels,pca,kmeans,rand,fc1,1,1,NN0,0.7,0.5
labels,pca,kmeans,rand,fc1,1,2,NN1,,0.5
`);
});

test('nothing but headers without results', () => {
  for (const { name } of TABLES) expect(csv(name, {})).toMatch(/^[a-zA-Z,]+\n$/);
});

test('above 200 members similarity has one row a pair', () => {
  const members = Array.from({ length: 201 }, (_, index) => `m${index}`);
  const values = members.map((_, i) => Float64Array.from(members, (_, j) => (i + 1) / (j + 1)));
  const matrix: Matrix = { ...settings, across: 'models', of: 'fc1', epoch: 1, members, values, chance: 0 };
  const rows = csv('similarity', { matrices: [matrix] })
    .trim()
    .split('\n')
    .slice(1);
  expect(rows).toHaveLength((201 * 200) / 2);
  expect([rows[0], rows.at(-1)]).toEqual([
    'models,labels,pca,kmeans,rand,fc1,1,,m0,m1,0.5',
    `models,labels,pca,kmeans,rand,fc1,1,,m199,m200,${200 / 201}`,
  ]);
});
