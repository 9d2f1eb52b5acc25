import type { RunStage, StageName } from './stage.js';

/** The work of every stage, loaded when first needed. */
export const STAGES: Readonly<Record<StageName, () => Promise<RunStage>>> = {
  dataset: async () => (await import('./dataset.js')).runDataset,
  probe: async () => (await import('./probe.js')).runProbe,
  train: async () => (await import('./train.js')).runTrain,
  capture: async () => (await import('./capture.js')).runCapture,
  reduce: async () => (await import('./reduce.js')).runReduce,
  cluster: async () => (await import('./cluster.js')).runCluster,
  label: async () => (await import('./label.js')).runLabel,
  compare: async () => (await import('./compare.js')).runCompare,
  kindred: async () => (await import('./kindred.js')).runKindred,
  warnings: async () => (await import('./warnings.js')).runWarnings,
  table: async () => (await import('./table.js')).runTable,
  figure: async () => (await import('./figure.js')).runFigure,
  page: async () => (await import('./page.js')).runPage,
};
