import type { Settings } from '../results.js';

/** Columns of the settings, in the order in which a step's id has them. */
export const SETTINGS: readonly (keyof Settings)[] = ['reducer', 'clusterer', 'partition', 'measure'];
