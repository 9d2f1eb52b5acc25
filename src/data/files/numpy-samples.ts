import type { ConfigPath, NumpyChoice } from '../../language/config.js';
import { quote } from '../../language/words.js';
import type { Shape } from '../../networks/layer.js';
import type { FoundFacts } from '../adapter.js';
import type { DataFailure, NamedFile } from '../failure.js';
import { MOST_CLASSES } from '../labels.js';
import { emptyLike, type Values } from '../split.js';
import { type NpyHeader, typeOf } from './npy-file.js';
import { type ArrayPlace, typeName, wrongShape } from './numpy-array.js';

/** More channels than images have that are no maps of features. */
const MOST_CHANNELS = 4;

/** Height, width and channels of a sample; images whose channels seem to come first are not taken for wide ones of many channels. */
export function inputShapeOf(
  place: ArrayPlace,
  { shape }: NpyHeader,
  layout: NumpyChoice['layout'],
): Shape | DataFailure {
  const [, first, second, third = 1] = shape;
  if (shape.length === 4 && layout === 'channelsFirst') return [second, third, first];
  if (layout === 'channelsFirst') {
    return wrongShape(place, `has the shape (${shape})`, '`layout: channelsFirst` is for (n, channels, height, width)');
  }
  const seemsFirst = first <= MOST_CHANNELS && second > MOST_CHANNELS && third > MOST_CHANNELS;
  if (shape.length === 4 && seemsFirst && layout === 'auto') {
    const problem = `has the shape (${shape}), which looks like ${first === 1 ? 'one channel' : `${first} channels`} of ${second} x ${third}, and would be read as images of ${first} x ${second} with ${third} channels`;
    const hint = 'write `layout: channelsFirst`, or `layout: channelsLast` if the channels are the last axis';
    return wrongShape(place, problem, hint);
  }
  return shape.length === 2 ? [1, 1, first] : [first, second, third];
}

/** (n, channels, height, width) as (n, height, width, channels). */
export function channelsLast(values: Values, [height, width, channels]: Shape): Values {
  const moved = emptyLike(values, values.length);
  const pixels = height * width;
  for (let from = 0; from < values.length; from++) {
    const pixel = from % pixels;
    const channel = Math.floor(from / pixels) % channels;
    const sample = Math.floor(from / (pixels * channels));
    moved[(sample * pixels + pixel) * channels + channel] = values[from];
  }
  return moved;
}

/** Texts as classes: in the order that is told, by number if all are whole numbers, else by code unit. */
export function labelsOfTexts(
  texts: readonly string[],
  classNames: readonly string[] | null,
  { file, path }: NamedFile,
) {
  const found = [...new Set(texts)].sort();
  const isNumbered = found.every((name) => /^-?\d+$/.test(name));
  const names = classNames ?? (isNumbered ? found.sort((one, other) => Number(one) - Number(other)) : found);
  if (names.length > MOST_CLASSES) {
    const message = `${file}: it has ${names.length} different labels`;
    return { code: 'bad-classes', message, hint: `at most ${MOST_CLASSES} classes are possible`, path } as const;
  }
  const numbers = new Map(names.map((name, label) => [name, label]));
  const unknown = texts.findIndex((text) => !numbers.has(text));
  if (unknown >= 0) {
    const message = `${file}: label ${unknown} is ${quote(texts[unknown])}`;
    return { code: 'bad-label', message, hint: `the classes are ${names.map(quote).join(', ')}`, path } as const;
  }
  return { bytes: Uint8Array.from(texts, (text) => numbers.get(text) ?? 0), names };
}

/** What is lost, or not done, by taking samples of a type as float32. */
export function conversionNotes(descr: string, path: ConfigPath): FoundFacts['notes'] {
  const type = typeOf(descr);
  const note = (message: string, hint: string) => [{ code: 'converted-samples', message, hint, path } as const];
  const isWhole = /^[iu]/.test(type) && type !== 'u1';
  const scale = `${typeName(descr)} samples are taken as they are, not divided by 255 as uint8 is`;
  const large = Number(type.slice(1)) > 2 ? '; whole numbers beyond 16,777,216 are rounded to float32' : '';
  const whole = note(`${scale}${large}`, "save bytes as array.astype('uint8'), or write `standardize: true`");
  const double = note('float64 samples are rounded to float32', "array.astype('float32') says so in the file");
  if (!isWhole && type !== 'f8') return undefined;
  return { always: [], raw: isWhole ? whole : double, standardized: [] };
}
