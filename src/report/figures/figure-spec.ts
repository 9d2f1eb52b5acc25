import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';

/** A figure as data: nothing is drawn until it is rendered. */
export type FigureSpec = {
  readonly title: string;
  readonly caption: string;
} & Drawing;

/** What to draw, and in which grammar it is written. */
export type Drawing =
  | { readonly kind: 'vega'; readonly spec: Spec }
  | { readonly kind: 'vega-lite'; readonly spec: TopLevelSpec };
