import { TABLES } from '../report/tables/index.js';
import { tablePieces } from '../report/tables/table.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { gatherShown } from './gather-shown.js';
import { made, type StageContext, type StageResult } from './stage.js';

export function runTable(fingerprint: Fingerprint, { store }: StageContext): StageResult {
  const table = TABLES.find(({ name }) => name === fingerprint.params['table']);
  if (table === undefined) throw new Error(`internal error: no table ${fingerprint.params['table']}`);
  return made([[`${table.name}.csv`, tablePieces(table, gatherShown(fingerprint, store))]]);
}
