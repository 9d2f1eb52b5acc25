import type { StageName } from './stage.js';

/** Implementation versions, part of every fingerprint: raise one whenever that stage's output changes for the same inputs. */
export const STAGE_VERSIONS: Readonly<Record<StageName, number>> = {
  dataset: 3,
  probe: 2,
  train: 2,
  capture: 1,
  reduce: 6,
  cluster: 3,
  label: 1,
  compare: 1,
  kindred: 2,
  warnings: 1,
  report: 5,
};
