import type { TopLevelSpec } from 'vega-lite';
import type { Shown } from '../material.js';
import type { ModelScore } from '../results.js';
import type { Figure } from './figure.js';
import type { FigureSpec } from './figure-spec.js';
import { font, ink } from './text.js';

type CurveLayer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

interface Curve {
  readonly title: string;
  readonly axis: string;
  readonly format: string;
  readonly test: (score: ModelScore) => number;
  readonly train: (score: ModelScore) => number;
}

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
    caption:
      'Solid lines and circles: the test split after the epoch. Dashed lines and diamonds: the training split, measured during the epoch itself.',
    kind: 'vega-lite',
    spec: curveSpec(curve, scores),
  };
}

function curveSpec(curve: Curve, scores: readonly ModelScore[]): TopLevelSpec {
  const models = [...new Set(scores.map((score) => score.model))];
  const epochs = [...new Set(scores.map((score) => score.epoch))].sort((a, b) => a - b);
  const isCrowded = epochs.length > 20;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: curve.title, anchor: 'start', fontSize: 15, offset: 12 },
    description: curve.title,
    width: 520,
    height: 300,
    padding: 18,
    background: 'white',
    data: { values: points(curve, scores) },
    layer: [
      { mark: { type: 'line', strokeWidth: isCrowded ? 1.2 : 1.8 }, encoding: { strokeDash } },
      pointsOf('test', 'circle', isCrowded),
      pointsOf('train', 'diamond', isCrowded),
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
      color: {
        field: 'model',
        type: 'nominal',
        scale: { domain: models, scheme: models.length > 10 ? 'tableau20' : 'tableau10' },
        legend: { title: 'model', symbolType: 'stroke', ...legend, columns: models.length > 16 ? 2 : 1 },
      },
    },
    config: {
      font,
      view: { stroke: null },
      axis: { labelFontSize: 10, titleFontSize: 11, titleFontWeight: 'normal', titlePadding: 10 },
    },
  };
}

/** Points beside the lines, since one epoch makes no line. */
function pointsOf(split: string, shape: string, areSmall: boolean): CurveLayer {
  return {
    transform: [{ filter: `datum.split === '${split}'` }],
    mark: { type: 'point', shape, size: areSmall ? 7 : 34, filled: true, opacity: 1 },
  };
}

/** A diverged model has no point, instead of a line to nowhere. */
function points(curve: Curve, scores: readonly ModelScore[]) {
  return scores
    .flatMap((score) => {
      const at = { model: score.model, epoch: score.epoch };
      return [
        { ...at, split: 'test', value: curve.test(score) },
        { ...at, split: 'train', value: curve.train(score) },
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
