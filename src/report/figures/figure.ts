import type { Material, Needs, Shown } from '../material.js';
import type { Settings } from '../results.js';
import type { FigureSpec } from './figure-spec.js';

/** A figure: which files an experiment has of it is known from the experiment alone, and each file is a step of its own. */
export interface Figure {
  /** In the ids of its steps. */
  readonly kind: string;
  readonly pages: (material: Material) => readonly FigurePage[];
  /** Loads what it draws with. */
  readonly draw: (shown: Shown, part: Part | undefined) => FigureSpec | Promise<FigureSpec>;
}

/** Which of several pictures that together are one figure; from 1. */
export interface Part {
  readonly page: number;
  readonly pages: number;
}

/** One file of a figure. */
export interface FigurePage {
  /** Of the file, without its extension. */
  readonly name: string;
  /** Undefined where the figure is over all settings. */
  readonly settings?: Settings;
  /** Where a figure with these settings is in several pictures. */
  readonly part?: Part | undefined;
  readonly needs: Needs;
}
