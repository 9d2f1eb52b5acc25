import path from 'node:path';
import { forecastRun } from '../runner/forecast.js';
import { isPlace, placeProblem } from './places.js';
import type { Prepared } from './prepare.js';

/** Before any work: whether its results can be kept. Where there is none to do, nothing need be written. */
export function mayWrite({ steps, store, config }: Prepared, { out }: { readonly out?: string | undefined }): boolean {
  const folder = out && path.resolve(out, config.name);
  const isWritable = [store.root, folder ?? []]
    .flat()
    .every((one) => placeProblem(one, 'folder to write') === undefined);
  if (isWritable || forecastRun(steps, store, () => false).every(({ status }) => status === 'cached')) return true;
  return (
    isPlace('--cache', store.root, 'folder to write') &&
    (folder === undefined || isPlace('--out', folder, 'folder to write'))
  );
}
