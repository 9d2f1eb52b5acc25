import path from 'node:path';
import { escapeInvisible } from '../../language/words.js';
import { importSteps } from '../../store/import-steps.js';
import { EXIT } from '../call.js';
import { bytes, complain, tell } from '../output.js';
import { isPlace } from '../places.js';
import { byteProgress } from '../progress.js';
import { writing } from '../writing.js';

export async function cacheImport(
  archive: string,
  { cache, json }: { readonly cache: string; readonly json?: boolean },
): Promise<number> {
  if (!isPlace('ARCHIVE', archive, 'file') || !isPlace('--cache', cache, 'folder to write')) return EXIT.wrong;
  const progress = byteProgress('importing');
  const taken = await writing('the cache folder must be writable', () =>
    importSteps(path.resolve(cache), archive, progress.tell),
  );
  progress.end();
  if (taken === undefined) return EXIT.failed;
  const { result } = taken;
  if ('problem' in result) {
    complain(`error bad-archive: ${escapeInvisible(`${archive}: ${result.problem}`)}\n  no step of it was taken`);
    return EXIT.failed;
  }
  if (json) tell(JSON.stringify(result));
  else tell(`${cache}: ${result.steps} steps, ${result.objects} objects (${bytes(result.bytes)}) from ${archive}`);
  return EXIT.done;
}
