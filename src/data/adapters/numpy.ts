import type { NpyArray } from 'npyjs';
import type { ConfigPath, NumpyChoice } from '../../language/config.js';
import type { DatasetFacts } from '../../language/dataset-facts.js';
import type { Shape } from '../../networks/layer.js';
import type { Adapter, SourceFiles } from '../adapter.js';
import { type DataFailure, isFailure } from '../failure.js';
import { type ArrayPlace, nameOf, readArray, readArrayHead, typeName, wrongDtype } from '../files/numpy-array.js';
import { classFacts, labelBytes } from '../labels.js';
import type { Split } from '../split.js';
import { drawTest, sharedOut, type TestShare } from '../test-share.js';

type Options = {
  /** Names of arrays in .npz archives by the roles of their files; null for .npy files. */
  readonly members: { readonly [role: string]: string | null };
  readonly classNames: readonly string[] | null;
  /** Null where the test samples have arrays of their own. */
  readonly test: TestShare | null;
};

/** Arrays that NumPy saved: uint8 or float32 samples (n, h, w), (n, h, w, channels) or (n, features), and whole numbers as labels. */
export const numpy: Adapter<NumpyChoice, Options> = {
  version: 1,
  files: (choice) => mapValues(arraysOf(choice), (name) => splitName(name).file),
  options: (choice, seed) => ({
    members: mapValues(arraysOf(choice), (name) => splitName(name).member),
    classNames: choice.classNames ?? null,
    test: typeof choice.test === 'number' ? { share: choice.test, seed } : null,
  }),
  facts: (files, options) => {
    const heads = readHeads(files, options);
    if (isFailure(heads)) return heads;
    const { inputShape, classNames, train, test } = heads;
    return { inputShape, classNames, ...(options.test ? sharedOut(train, options.test.share) : { train, test }) };
  },
  decode: (files, options) => {
    const heads = readHeads(files, options);
    if (isFailure(heads)) return heads;
    const { inputShape, classNames, labels } = heads;
    const all = readSplit(placeOf('samples', files, options), labels.train, 0);
    if (isFailure(all)) return all;
    if (options.test) return { inputShape, classNames, ...drawTest(all, options.test) };
    const test = readSplit(placeOf('testSamples', files, options), labels.test, all.count);
    return isFailure(test) ? test : { inputShape, classNames, train: all, test };
  },
};

function arraysOf({ samples, labels, test }: NumpyChoice): { readonly [role: string]: string } {
  return {
    samples,
    labels,
    ...(typeof test === 'object' && { testSamples: test.samples, testLabels: test.labels }),
  };
}

/** `data.npz/name` is an array in an archive; an archive without a name has none that is meant. */
function splitName(name: string): { readonly file: string; readonly member: string | null } {
  const [, file = name, member = null] = /^(.*\.npz)(?:[/\\]([^/\\]*))?$/.exec(name) ?? [];
  return { file, member: file.endsWith('.npz') ? (member ?? '') : null };
}

interface Heads extends DatasetFacts {
  readonly labels: { readonly train: Uint8Array; readonly test: Uint8Array };
}

/** All but the values of the samples. */
function readHeads(files: SourceFiles, options: Options): Heads | DataFailure {
  const samples = readSampleHead(placeOf('samples', files, options));
  if (isFailure(samples)) return samples;
  const train = readLabels(placeOf('labels', files, options), samples, options.classNames);
  if (isFailure(train)) return train;
  const test = options.test ? new Uint8Array() : readTestLabels(files, options, samples);
  if (isFailure(test)) return test;
  const labels = { train, test };
  const facts = classFacts(labels, options.classNames, placeOf('labels', files, options));
  return isFailure(facts) ? facts : { ...facts, inputShape: inputShapeOf(samples), labels };
}

function readTestLabels(files: SourceFiles, options: Options, train: NpyArray): Uint8Array | DataFailure {
  const place = placeOf('testSamples', files, options);
  const samples = readSampleHead(place);
  if (isFailure(samples)) return samples;
  const same = samples.dtype === train.dtype && String(samples.shape.slice(1)) === String(train.shape.slice(1));
  if (same) return readLabels(placeOf('testLabels', files, options), samples, options.classNames);
  const problem = `has ${describe(samples)}, the training samples ${describe(train)}`;
  return wrongShape(place, problem, 'both need the same type and shape of a sample');
}

function readSampleHead(place: ArrayPlace): NpyArray | DataFailure {
  const head = readArrayHead(place);
  if (isFailure(head)) return head;
  const { dtype, shape } = head;
  if (dtype !== 'u1' && dtype !== 'f4') return wrongDtype(place, dtype, 'uint8 or float32 samples');
  if (shape.length >= 2 && shape.length <= 4 && shape.every((length) => length > 0)) return head;
  return wrongShape(place, `has the shape (${shape})`, 'samples are (n, h, w), (n, h, w, channels) or (n, features)');
}

const WHOLE_NUMBERS = ['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8'];

function readLabels(place: ArrayPlace, samples: NpyArray, classNames: Options['classNames']): Uint8Array | DataFailure {
  const array = readArray(place);
  if (isFailure(array)) return array;
  const { dtype, shape, data } = array;
  if (!WHOLE_NUMBERS.includes(dtype)) return wrongDtype(place, dtype, 'whole numbers as labels');
  const [count] = samples.shape;
  const labels = data as NpyArray['data'] & ArrayLike<number | bigint>;
  if (labels.length === count) return labelBytes(labels, { file: nameOf(place), path: place.path }, classNames?.length);
  return wrongShape(place, `has the shape (${shape})`, `expected ${count} labels, one for each sample`);
}

function readSplit(place: ArrayPlace, labels: Uint8Array, firstId: number): Split | DataFailure {
  const array = readArray(place);
  if (isFailure(array)) return array;
  const values = array.data as unknown as Uint8Array | Float32Array;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) return notFinite(place, wrong, values.length / labels.length, values[wrong]);
  return { values, labels, ids: Int32Array.from(labels, (_, index) => firstId + index), count: labels.length };
}

function inputShapeOf({ shape }: NpyArray): Shape {
  const [, height, width, channels = 1] = shape;
  return shape.length === 2 ? [1, 1, height] : [height, width, channels];
}

function describe({ dtype, shape }: NpyArray): string {
  return `${typeName(dtype)} (${['n', ...shape.slice(1)].join(', ')})`;
}

function notFinite(place: ArrayPlace, at: number, features: number, value: number): DataFailure {
  const message = `${nameOf(place)}: value ${at % features} of sample ${Math.floor(at / features)} is ${value}`;
  return { code: 'not-finite', message, hint: 'all values must be finite numbers', path: place.path };
}

function wrongShape(place: ArrayPlace, problem: string, hint: string): DataFailure {
  return { code: 'wrong-shape', message: `${nameOf(place)} ${problem}`, hint, path: place.path };
}

const PLACES: { readonly [role: string]: ConfigPath } = {
  samples: ['samples'],
  labels: ['labels'],
  testSamples: ['test', 'samples'],
  testLabels: ['test', 'labels'],
};

function placeOf(role: string, files: SourceFiles, { members }: Options): ArrayPlace {
  return { file: files[role], member: members[role], path: ['dataset', 'use', 'numpy', ...PLACES[role]] };
}

function mapValues<From, To>(
  record: { readonly [key: string]: From },
  change: (value: From) => To,
): { readonly [key: string]: To } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
