import path from 'node:path';
import { escapeInvisible } from '../../language/words.js';
import { repairCache, type Verification, verifyCache } from '../../store/verify.js';
import { EXIT } from '../call.js';
import { bytes, complain, tell } from '../output.js';
import { byteProgress } from '../progress.js';
import { writing } from '../writing.js';

interface Options {
  readonly cache: string;
  readonly repair?: boolean;
  readonly json?: boolean;
}

const HINT = 'the cache folder and its files must be writable';

export async function cacheVerify({ cache, repair = false, json }: Options): Promise<number> {
  const root = path.resolve(cache);
  const progress = byteProgress('verifying');
  const verification = verifyCache(root, progress.tell);
  progress.end();
  const { problems } = verification;
  const repaired = repair && (await writing(HINT, () => repairCache(root, problems))) !== undefined;
  if (json) tell(JSON.stringify({ ...verification, repaired }));
  else report(verification, repaired);
  return problems.length === 0 ? EXIT.done : EXIT.failed;
}

function report({ objects, manifests, bytes: size, problems }: Verification, repaired: boolean): void {
  for (const { kind, file, message } of problems) complain(escapeInvisible(`${kind}: ${file}: ${message}`));
  const whole = `${manifests} steps and ${objects} objects (${bytes(size)})`;
  if (problems.length === 0) tell(`${whole}: all well`);
  else if (repaired) tell(`${whole}: ${problems.length} problems, removed; the next run makes it again`);
  else tell(`${whole}: ${problems.length} problems; --repair removes what is wrong`);
}
