import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Lock } from '../../runner/lock.js';
import { EXIT } from '../call.js';
import { choiceOf, driftLines, openLock, prepareLocked, tellOtherVersions, tellReproduction } from '../locks.js';
import { mayHold, mayWrite } from '../may-write.js';
import { complain } from '../output.js';
import { isPlace } from '../places.js';
import { prepare } from '../prepare.js';
import type { ReporterKind } from '../reporters/reporter.js';
import { runPrepared } from './run.js';

interface Options {
  readonly jobs?: number;
  readonly cache?: string;
  readonly out?: string;
  readonly reporter?: ReporterKind;
}

/** Makes the locked experiment again from nothing, and compares. */
export async function reproduce(lockFile: string, options: Options): Promise<number> {
  if (!isPlace('LOCK', lockFile, 'file')) return EXIT.wrong;
  if (options.out !== undefined && !mayHold(options.out)) return EXIT.wrong;
  const lock = openLock(lockFile);
  if (lock === undefined) return EXIT.wrong;
  const { cache = temporaryFolder() } = options;
  if (existsSync(cache) && readdirSync(cache).length > 0) {
    complain(`error not-empty: ${cache} is not an empty folder\n  what is cached already would prove nothing`);
    return EXIT.wrong;
  }
  const experiment = path.join(path.dirname(lockFile), lock.experiment.file);
  const prepared = prepareLocked(lock, experiment, cache);
  if (prepared === undefined) return EXIT.wrong;
  if (!mayWrite(prepared, options)) return EXIT.wrong;
  tellOtherVersions(lock);
  tellDrift(`what makes ${lockFile} is not as it was`, driftLines(lock, prepared));
  tellChangedFile(lock, experiment, cache);
  const { jobs, reporter, out } = options;
  const end = await runPrepared(prepared, { jobs, reporter, out, force: [], only: [] });
  return end.status === EXIT.interrupted || tellReproduction(lock, end, reporter) ? end.status : EXIT.failed;
}

/** Is gone when the process ends. */
function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kindred-reproduce-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What is reproduced is the locked text, whatever the file beside the lock holds by now. */
function tellChangedFile(lock: Lock, file: string, cache: string): void {
  if (!existsSync(file)) {
    complain(`note: there is no ${file} any more; the lock has its text`);
    return;
  }
  const prepared = prepare(file, { ...choiceOf(lock.experiment), cache });
  if (prepared !== undefined)
    tellDrift(`${file} has changed since it was locked; the lock has its text`, driftLines(lock, prepared));
}

function tellDrift(head: string, lines: readonly string[]): void {
  if (lines.length > 0) complain([`note: ${head}`, ...lines].join('\n'));
}
