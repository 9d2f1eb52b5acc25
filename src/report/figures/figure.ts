import type { Material, Needs, Shown } from '../material.js';
import type { Settings } from '../results.js';
import type { FigureSpec } from './figure-spec.js';

/** A figure: which files an experiment has of it is known from the experiment alone, and each file is a step of its own. */
export interface Figure {
  /** In the ids of its steps. */
  readonly kind: string;
  readonly pages: (material: Material) => readonly FigurePage[];
  readonly draw: (shown: Shown) => FigureSpec;
}

/** One file of a figure. */
export interface FigurePage {
  /** Of the file, without its extension. */
  readonly name: string;
  /** Undefined where the figure is over all settings. */
  readonly settings?: Settings;
  /** From 1, where a figure with these settings has several pages. */
  readonly page?: number;
  readonly needs: Needs;
}
