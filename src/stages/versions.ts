import type { StageName } from './stage.js';

/** Implementation versions, part of every fingerprint: raise one whenever that stage's output changes for the same inputs. */
export const STAGE_VERSIONS: Readonly<Record<StageName, number>> = {
  dataset: 3,
  probe: 2,
  train: 3,
  capture: 2,
  reduce: 7,
  cluster: 4,
  label: 2,
  compare: 2,
  kindred: 3,
  warnings: 2,
  table: 2,
  figure: 2,
  page: 3,
};
