import { statSync } from 'node:fs';
import path from 'node:path';
import { escapeInvisible } from '../../language/words.js';
import { importSteps } from '../../store/import-steps.js';
import { EXIT } from '../call.js';
import { bytes, complain, print } from '../output.js';
import { byteProgress } from '../progress.js';
import { writing } from '../writing.js';

export async function cacheImport(
  archive: string,
  { cache, json }: { readonly cache: string; readonly json?: boolean },
): Promise<number> {
  if (!isFile(archive)) {
    complain(`error no-file: there is no file ${escapeInvisible(archive)}`);
    return EXIT.wrong;
  }
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
  if (json) print(JSON.stringify(result));
  else print(`${cache}: ${result.steps} steps, ${result.objects} objects (${bytes(result.bytes)}) from ${archive}`);
  return EXIT.done;
}

function isFile(name: string): boolean {
  try {
    return statSync(name).isFile();
  } catch {
    return false;
  }
}
