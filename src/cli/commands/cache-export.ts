import { closureOf } from '../../runner/closure.js';
import { exportSteps } from '../../store/export-steps.js';
import { placeOf } from '../absent-data.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { bytes, complain, tell } from '../output.js';
import { isPlace } from '../places.js';
import { prepare } from '../prepare.js';
import { byteProgress } from '../progress.js';
import { complainUncached } from '../uncached.js';
import { writing } from '../writing.js';

export async function cacheExport(
  archive: string,
  file: string,
  { json, ...options }: ExperimentOptions & { readonly json?: boolean },
): Promise<number> {
  if (!isPlace('ARCHIVE', archive, 'new file')) return EXIT.wrong;
  const prepared = prepare(file, options);
  if (prepared === undefined) return EXIT.wrong;
  const { steps, store, sourceDigests, facts, config } = prepared;
  const data = { place: placeOf(config.dataset.use, file), sources: sourceDigests, facts: { ...facts } };
  const { found, missing } = closureOf(steps, (key) => store.find(key));
  if (missing.length > 0) return complainUncached(file, missing);
  const progress = byteProgress('checking');
  const written = await writing('name a file in a folder that can be written', () =>
    exportSteps({ root: store.root, steps: found, data, file: archive, progress: progress.tell }),
  );
  progress.end();
  if (written === undefined) return EXIT.failed;
  const { result } = written;
  if ('corrupt' in result) {
    complain(
      `error corrupt-object: object ${result.corrupt} is missing or corrupt\n  \`pipeline cache verify --repair\`, and run the experiment again`,
    );
    return EXIT.failed;
  }
  if (json) tell(JSON.stringify(result));
  else tell(`${archive}: ${result.steps} steps, ${result.objects} objects (${bytes(result.bytes)})`);
  return EXIT.done;
}
