import type { ConfigPath, NumpyChoice } from '../../language/config.js';
import type { Shape } from '../../networks/layer.js';
import type { Adapter, FoundFacts, SourceFiles } from '../adapter.js';
import { type DataFailure, isFailure } from '../failure.js';
import { isNumeric, type NpyHeader, sizeOf, typeOf } from '../files/npy-file.js';
import {
  type ArrayPlace,
  nameOf,
  readArrayHead,
  readNumbers,
  readTexts,
  typeName,
  wrongDtype,
  wrongShape,
} from '../files/numpy-array.js';
import { channelsLast, conversionNotes, inputShapeOf, labelsOfTexts } from '../files/numpy-samples.js';
import { classFacts, labelBytes } from '../labels.js';
import type { Split } from '../split.js';
import { drawTest, sharedOut, type TestShare } from '../test-share.js';

type Options = {
  /** Names of arrays in .npz archives by the roles of their files; null for .npy files. */
  readonly members: { readonly [role: string]: string | null };
  readonly classNames: readonly string[] | null;
  readonly layout: NumpyChoice['layout'];
  /** Null where the test samples have arrays of their own. */
  readonly test: TestShare | null;
};

/** Arrays that NumPy saved: samples of numbers (n, h, w), (n, h, w, channels) or (n, features), and whole numbers or texts as labels. */
export const numpy: Adapter<NumpyChoice, Options> = {
  version: 2,
  files: (choice) => mapValues(arraysOf(choice), (name) => splitName(name).file),
  options: (choice, seed) => ({
    members: mapValues(arraysOf(choice), (name) => splitName(name).member),
    classNames: choice.classNames ?? null,
    layout: choice.layout,
    test: typeof choice.test === 'number' ? { share: choice.test, seed } : null,
  }),
  facts: (files, options) => {
    const heads = readHeads(files, options);
    if (isFailure(heads)) return heads;
    const { inputShape, classNames, train, test, notes } = heads;
    const counts = options.test ? sharedOut(train, options.test.share) : { train, test };
    return { inputShape, classNames, ...counts, ...(notes && { notes }) };
  },
  decode: (files, options) => {
    const heads = readHeads(files, options);
    if (isFailure(heads)) return heads;
    const { inputShape, classNames, labels } = heads;
    const all = readSplit(placeOf('samples', files, options), labels.train, { firstId: 0, inputShape, ...options });
    if (isFailure(all)) return all;
    if (options.test) return { inputShape, classNames, ...drawTest(all, options.test) };
    const test = readSplit(placeOf('testSamples', files, options), labels.test, {
      firstId: all.count,
      inputShape,
      ...options,
    });
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
  const [, file = name, member = null] = /^(.*?\.npz)(?:[/\\](.*))?$/.exec(name) ?? [];
  return { file, member: file.endsWith('.npz') ? (member ?? '').replaceAll('\\', '/') : null };
}

interface Heads extends FoundFacts {
  readonly labels: { readonly train: Uint8Array; readonly test: Uint8Array };
}

/** All but the values of the samples. */
function readHeads(files: SourceFiles, options: Options): Heads | DataFailure {
  const place = placeOf('samples', files, options);
  const samples = readSampleHead(place);
  if (isFailure(samples)) return samples;
  const inputShape = inputShapeOf(place, samples, options.layout);
  if (isFailure(inputShape)) return inputShape;
  const train = readLabels(placeOf('labels', files, options), samples, options.classNames);
  if (isFailure(train)) return train;
  const test = options.test ? { bytes: new Uint8Array() } : readTestLabels(files, options, samples, train.names);
  if (isFailure(test)) return test;
  const labels = { train: train.bytes, test: test.bytes };
  const facts = classFacts(labels, train.names, placeOf('labels', files, options));
  if (isFailure(facts)) return facts;
  return { ...facts, inputShape, labels, notes: conversionNotes(samples.descr, place.path) };
}

function readTestLabels(
  files: SourceFiles,
  options: Options,
  train: NpyHeader,
  names: readonly string[] | null,
): ReturnType<typeof readLabels> {
  const place = placeOf('testSamples', files, options);
  const samples = readSampleHead(place);
  if (isFailure(samples)) return samples;
  const same =
    typeOf(samples.descr) === typeOf(train.descr) && String(samples.shape.slice(1)) === String(train.shape.slice(1));
  if (same) return readLabels(placeOf('testLabels', files, options), samples, names);
  const problem = `has ${describe(samples)}, the training samples ${describe(train)}`;
  return wrongShape(place, problem, 'both need the same type and shape of a sample');
}

function readSampleHead(place: ArrayPlace): NpyHeader | DataFailure {
  const head = readArrayHead(place);
  if (isFailure(head)) return head;
  const { descr, shape } = head;
  if (!isNumeric(descr)) return wrongDtype(place, descr, 'samples of numbers');
  if (shape.length >= 2 && shape.length <= 4 && shape.every((length) => length > 0)) return head;
  return wrongShape(place, `has the shape (${shape})`, 'samples are (n, h, w), (n, h, w, channels) or (n, features)');
}

/** Whole numbers from 0 on, of any type; or texts, which are names of classes. */
function readLabels(
  place: ArrayPlace,
  samples: NpyHeader,
  classNames: readonly string[] | null,
): { readonly bytes: Uint8Array; readonly names: readonly string[] | null } | DataFailure {
  const head = readArrayHead(place);
  if (isFailure(head)) return head;
  const isText = /^[SU]\d+$/.test(typeOf(head.descr));
  if (!isText && !isNumeric(head.descr)) return wrongDtype(place, head.descr, 'whole numbers or texts as labels');
  const [count] = samples.shape;
  if (sizeOf(head) !== count) {
    const isOneHot = head.shape.length === 2 && head.shape[0] === count;
    const hint = isOneHot ? 'save numpy.argmax(labels, axis=1)' : `expected ${count} labels, one for each sample`;
    return wrongShape(place, `has the shape (${head.shape})`, hint);
  }
  const named = { file: nameOf(place), path: place.path };
  if (isText) {
    const texts = readTexts(place);
    return isFailure(texts) ? texts : labelsOfTexts(texts.values, classNames, named);
  }
  const numbers = readNumbers(place);
  if (isFailure(numbers)) return numbers;
  const bytes = labelBytes(numbers.values, named, classNames?.length);
  return isFailure(bytes) ? bytes : { bytes, names: classNames };
}

interface SplitReading {
  readonly firstId: number;
  readonly inputShape: Shape;
  readonly layout: NumpyChoice['layout'];
}

function readSplit(
  place: ArrayPlace,
  labels: Uint8Array,
  { firstId, inputShape, layout }: SplitReading,
): Split | DataFailure {
  const array = readNumbers(place);
  if (isFailure(array)) return array;
  const { values } = array;
  const wrong = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (wrong >= 0) return notFinite(place, wrong, values.length / labels.length, values[wrong]);
  const last = layout === 'channelsFirst' ? channelsLast(values, inputShape) : values;
  return { values: last, labels, ids: Int32Array.from(labels, (_, index) => firstId + index), count: labels.length };
}

function describe({ descr, shape }: NpyHeader): string {
  return `${typeName(descr)} (${['n', ...shape.slice(1)].join(', ')})`;
}

function notFinite(place: ArrayPlace, at: number, features: number, value: number): DataFailure {
  const message = `${nameOf(place)}: value ${at % features} of sample ${Math.floor(at / features)} is ${value}`;
  return { code: 'not-finite', message, hint: 'all values must be finite numbers', path: place.path };
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
