import type { TopLevelSpec } from 'vega-lite';
import type { Shown } from '../material.js';
import type { ModelScore } from '../results.js';
import type { Figure } from './figure.js';
import type { FigureSpec } from './figure-spec.js';
import { shortNames } from './short-names.js';
import { font, ink, widest } from './text.js';

type CurveLayer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

interface Curve {
  readonly title: string;
  readonly axis: string;
  readonly format: string;
  readonly test: (score: ModelScore) => number;
  readonly train: (score: ModelScore) => number;
}

/** As many colours as eyes tell apart; more models get the colour of their last value, and names where there is room. */
const mostColors = 10;
/** With more models only the test split is drawn. */
const mostModelsOfBoth = 30;
/** Pixels. */
const [plotWidth, plotHeight] = [520, 300];

const legend = { labelLimit: 240, symbolStrokeWidth: 2, labelFontSize: 11, titleFontSize: 11 };

const strokeDash = {
  field: 'split',
  type: 'nominal',
  scale: {
    domain: ['test', 'train'],
    range: [
      [1, 0],
      [5, 4],
    ],
  },
  legend: {
    ...legend,
    title: 'split',
    symbolType: 'stroke',
    symbolSize: 500,
    symbolStrokeColor: ink,
    labelExpr: "datum.label === 'test' ? '● test' : '◆ train'",
  },
} as const;

export const lossFigure: Figure = curveFigure('loss', {
  title: 'Loss of each model by epoch',
  axis: 'cross-entropy per sample (nat)',
  format: '.2~f',
  test: (score) => score.loss,
  train: (score) => score.trainLoss,
});

export const accuracyFigure: Figure = curveFigure('accuracy', {
  title: 'Accuracy of each model by epoch',
  axis: 'accuracy (% of samples)',
  format: '.1~%',
  test: (score) => score.accuracy,
  train: (score) => score.trainAccuracy,
});

/** A score of every model against the epoch. */
function curveFigure(kind: string, curve: Curve): Figure {
  return {
    kind,
    pages: ({ scores }) => (scores.length === 0 ? [] : [{ name: kind, needs: { scores } }]),
    draw: (shown) => drawCurve(curve, shown),
  };
}

function drawCurve(curve: Curve, { scores }: Shown): FigureSpec {
  return {
    title: curve.title,
    caption: captionOf(namesOf(scores).length),
    kind: 'vega-lite',
    spec: curveSpec(curve, scores),
  };
}

function captionOf(count: number): string {
  const colors = 'Colours stand for the value after the last epoch; models.csv has all of them by name.';
  if (count > mostModelsOfBoth)
    return `The test split after each epoch; of so many models the training split is not drawn. ${colors}`;
  const splits =
    'Solid lines and circles: the test split after the epoch. Dashed lines and diamonds: the training split, measured during the epoch itself.';
  return count > mostColors ? `${splits} ${colors}` : splits;
}

function namesOf(scores: readonly ModelScore[]): string[] {
  return [...new Set(scores.map((score) => score.model))];
}

function curveSpec(curve: Curve, scores: readonly ModelScore[]): TopLevelSpec {
  const models = namesOf(scores);
  const short = shortNames(models);
  const shortOf = new Map(models.map((model, index) => [model, short[index]]));
  const epochs = [...new Set(scores.map((score) => score.epoch))].sort((a, b) => a - b);
  const isCrowded = epochs.length > 20 || models.length > mostColors;
  const values = points(curve, scores, shortOf);
  const isMany = models.length > mostColors;
  const names = isMany ? namesAtEnds(values) : [];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: curve.title, anchor: 'start', fontSize: 15, offset: 12 },
    description: curve.title,
    width: plotWidth,
    height: plotHeight,
    padding: 18,
    background: 'white',
    data: { values: models.length > mostModelsOfBoth ? values.filter(({ split }) => split === 'test') : values },
    layer: [
      {
        mark: { type: 'line', strokeWidth: isCrowded ? 1.2 : 1.8 },
        encoding: models.length > mostModelsOfBoth ? {} : { strokeDash },
      },
      ...(models.length > mostModelsOfBoth && epochs.length > 1 ? [] : [pointsOf('test', 'circle', isCrowded)]),
      ...(models.length > mostModelsOfBoth ? [] : [pointsOf('train', 'diamond', isCrowded)]),
      ...(names.length > 0 ? [textAt(names)] : []),
    ],
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        scale: { zero: false, nice: false, padding: 12 },
        axis: { values: ticks(epochs), format: '.0f', grid: false },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: curve.axis,
        scale: { zero: false },
        axis: { format: curve.format, gridColor: '#e8e8e8' },
      },
      detail: { field: 'model', type: 'nominal' },
      color: isMany ? colorByLast(curve) : colorByModel(short),
    },
    config: {
      font,
      view: { stroke: null },
      legend: {
        offset:
          18 +
          widest(
            names.map(({ model }) => model),
            9,
          ),
      },
      axis: { labelFontSize: 10, titleFontSize: 11, titleFontWeight: 'normal', titlePadding: 10 },
    },
  };
}

function colorByModel(domain: string[]) {
  return {
    field: 'model',
    type: 'nominal',
    scale: { domain, scheme: 'tableau10' },
    legend: { title: 'model', symbolType: 'stroke', ...legend },
  } as const;
}

/** Not up to its yellow end, which is hard to see on white. */
function colorByLast({ format }: Curve) {
  return {
    field: 'last',
    type: 'quantitative',
    scale: { scheme: { name: 'viridis', extent: [0, 0.85] } },
    legend: { title: ['test split,', 'last epoch'], format, ...legend },
  } as const;
}

/** Names at the right ends of the lines: those that leave room for each other. */
function namesAtEnds(values: readonly Point[]): Point[] {
  const ends = new Map(values.filter(({ split }) => split === 'test').map((point) => [point.model, point]));
  const numbers = values.map(({ value }) => value);
  const [low, high] = [
    numbers.reduce((a, b) => Math.min(a, b), Infinity),
    numbers.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const pitch = (13 * (high - low)) / plotHeight;
  let before = Infinity;
  return [...ends.values()]
    .sort((a, b) => b.value - a.value)
    .filter(({ value }) => {
      const fits = before - value >= pitch;
      if (fits) before = value;
      return fits;
    });
}

function textAt(points: Point[]): CurveLayer {
  return {
    data: { values: points },
    mark: { type: 'text', align: 'left', dx: 7, fontSize: 9, text: { expr: 'datum.model' } },
    encoding: { color: { value: ink } },
  };
}

/** Points beside the lines, since one epoch makes no line. */
function pointsOf(split: string, shape: string, areSmall: boolean): CurveLayer {
  return {
    transform: [{ filter: `datum.split === '${split}'` }],
    mark: { type: 'point', shape, size: areSmall ? 7 : 34, filled: true, opacity: 1 },
  };
}

interface Point {
  readonly model: string;
  readonly epoch: number;
  readonly split: 'test' | 'train';
  readonly value: number;
  /** The model's value on the test split after the last epoch that has one. */
  readonly last: number;
}

/** A diverged model has no point, instead of a line to nowhere. */
function points(curve: Curve, scores: readonly ModelScore[], shortOf: ReadonlyMap<string, string>): Point[] {
  const lastOf = new Map(
    scores.filter((score) => Number.isFinite(curve.test(score))).map((score) => [score.model, curve.test(score)]),
  );
  return scores
    .flatMap((score): Point[] => {
      const model = shortOf.get(score.model) ?? score.model;
      const [test, train] = [curve.test(score), curve.train(score)];
      const at = { model, epoch: score.epoch };
      return [
        { ...at, split: 'test', value: test, last: lastOf.get(score.model) ?? test },
        { ...at, split: 'train', value: train, last: lastOf.get(score.model) ?? train },
      ];
    })
    .filter(({ value }) => Number.isFinite(value));
}

/** Ticks at the first and the last epoch, and at round ones between that leave room for their labels. */
function ticks(epochs: readonly number[]): number[] {
  const [first, last] = [epochs[0], epochs[epochs.length - 1]];
  const step =
    [1, 2, 5, 10, 20, 50].find((size) => last - first <= 12 * size) ?? 100 * Math.ceil((last - first) / 1200);
  const hasRoom = (epoch: number) => Math.min(epoch - first, last - epoch) >= step / 2;
  return epochs.filter((epoch) => epoch === first || epoch === last || (epoch % step === 0 && hasRoom(epoch)));
}
