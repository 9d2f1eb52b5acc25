import { decimals } from '../settings.js';
import { chanceColor, faintInk, type Label, label, textWidth } from './text.js';

export interface ColorScale {
  readonly title: string;
  readonly low: number;
  readonly high: number;
  /** Whether it says nothing of the values shown: some may be below it. */
  readonly isFixed: boolean;
  /** Lowest, mean and highest chance level of the panels; undefined where no panel has one. */
  readonly chance: readonly [number, number, number] | undefined;
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A gradient with ticks, and a rule where independent partitions would be. */
export interface ColorBar {
  readonly steps: readonly (Rect & { readonly value: number })[];
  readonly rules: readonly Rect[];
  readonly labels: readonly Label[];
  readonly diagonal: Rect;
}

export const colorBarHeight = 68;
export const diagonalFill = '#e4e4e4';
/** Of Vega: it reads the same for all kinds of colour vision, and in grey. */
export const schemeName = 'viridis';
const barWidth = 260;
const barHeight = 14;
const stepCount = 52;

/**
 * The scale that holds all values, of which `lowest` is one; chance is in it, so that a picture without contrast does not look like one
 * with. Of one of several pictures, which are to be compared, it is 0 to 1.
 */
export function colorScale(title: string, lowest: number | 'fixed', chances: readonly number[]): ColorScale {
  const chance = chanceRange(chances.filter(Number.isFinite));
  if (lowest === 'fixed') return { title, low: 0, high: 1, isFixed: true, chance };
  return { title, low: Math.min(lowest, chance?.[0] ?? 1, 0.99), high: 1, isFixed: false, chance };
}

export function colorBar(scale: ColorScale, x: number, y: number): ColorBar {
  const top = y + 36;
  const at = (value: number) => x + barWidth * Math.max(0, (value - scale.low) / (scale.high - scale.low));
  const diagonal = { x: x + barWidth + 28, y: top, width: barHeight, height: barHeight };
  return {
    steps: gradient(scale, x, top),
    rules: chanceRules(scale, at, top),
    labels: [
      label(scale.title, x, y + 4, { bold: true }),
      ...tickLabels(scale, at, top),
      ...chanceLabel(scale, at, top),
      label('diagonal: always 1', diagonal.x + barHeight + 6, top + barHeight / 2, { size: 10, color: faintInk }),
    ],
    diagonal,
  };
}

export function colorBarWidth(): number {
  return barWidth + 28 + barHeight + 6 + textWidth('diagonal: always 1', 10);
}

/** Such as `chance 0.82`, or `chance 0.78 to 0.83` where panels differ. */
function chanceText([lowest, , highest]: readonly [number, number, number]): string {
  const [from, to] = [decimals(lowest), decimals(highest)];
  return from === to ? `chance ${from}` : `chance ${from} to ${to}`;
}

/** Plain rectangles: an SVG gradient needs an id, which would clash between figures of one page. */
function gradient({ low, high }: ColorScale, x: number, y: number) {
  const width = barWidth / stepCount;
  return Array.from({ length: stepCount }, (_, step) => ({
    x: x + step * width,
    y,
    width: step === stepCount - 1 ? width : width + 0.6,
    height: barHeight,
    value: low + ((step + 0.5) / stepCount) * (high - low),
  }));
}

function chanceRange(chances: readonly number[]): ColorScale['chance'] {
  if (chances.length === 0) return undefined;
  const sum = chances.reduce((total, value) => total + value, 0);
  return [Math.min(...chances), sum / chances.length, Math.max(...chances)];
}

function chanceRules({ chance }: ColorScale, at: (value: number) => number, top: number): Rect[] {
  if (chance === undefined) return [];
  const [lowest, mean, highest] = chance.map(at);
  return [
    { x: mean - 1, y: top - 6, width: 2, height: barHeight + 10 },
    { x: lowest, y: top - 5, width: highest - lowest, height: 1 },
  ];
}

function tickLabels({ low, high, isFixed }: ColorScale, at: (value: number) => number, top: number): Label[] {
  const digits = high - low < 0.05 ? 3 : 2;
  return [low, (low + high) / 2, high].map((value, index) =>
    label(isFixed && index === 0 ? '0 or less' : decimals(value, digits), at(value), top + barHeight + 11, {
      size: 10,
      align: (['left', 'center', 'right'] as const)[index],
    }),
  );
}

function chanceLabel({ chance, low, high }: ColorScale, at: (value: number) => number, top: number): Label[] {
  if (chance === undefined) return [];
  const share = (chance[1] - low) / (high - low);
  const align = share < 0.25 ? 'left' : share > 0.75 ? 'right' : 'center';
  return [label(chanceText(chance), at(chance[1]), top - 13, { size: 10, align, color: chanceColor })];
}
