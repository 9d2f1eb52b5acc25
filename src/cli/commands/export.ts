import { statSync } from 'node:fs';
import path from 'node:path';
import { type ArtifactFile, addressesOf, chooseFiles, contentOf } from '../../runner/artifact-files.js';
import { closureOf, type FoundStep } from '../../runner/closure.js';
import { withNeeds } from '../../runner/select-steps.js';
import type { Step } from '../../runner/step.js';
import { writeAtomically } from '../../store/atomic-file.js';
import { isIntact } from '../../store/file-digest.js';
import { digestOf } from '../../store/fingerprint.js';
import { CorruptObject, type Store } from '../../store/store.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { bytes, complain, print, tell } from '../output.js';
import { isPlace } from '../places.js';
import { prepare } from '../prepare.js';
import { shellWord } from '../text/shell-word.js';
import { unknownStep } from '../text/unknown-step.js';
import { writing } from '../writing.js';

interface Options extends ExperimentOptions {
  readonly to: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** A file with what it holds, and where it goes. */
interface Exported {
  readonly file: ArtifactFile;
  readonly found: FoundStep;
  readonly target: string;
}

/** Writes what steps made as files, under the names that the experiment has for things. */
export async function exportFiles(file: string, patterns: readonly string[], options: Options): Promise<number> {
  const { to, force = false, json, ...rest } = options;
  if (!isPlace('--to', to, 'folder to write')) return EXIT.wrong;
  const prepared = prepare(file, rest);
  if (prepared === undefined) return EXIT.wrong;
  const { steps, store } = prepared;
  const { files, unmatched } = chooseFiles(steps, patterns);
  if (unmatched.length > 0) return complainUnknown(unmatched, steps);
  const exported = locate(files, { file, steps, store, to });
  if (exported === undefined) return EXIT.failed;
  const status = await writing('name a folder that can be written with --to', () =>
    place(exported, { file, store, force }),
  );
  if (status?.result !== EXIT.done) return status?.result ?? EXIT.failed;
  if (json) print(jsonOf(exported));
  else tell(summaryOf(exported, to));
  return EXIT.done;
}

function complainUnknown(unmatched: readonly string[], steps: readonly Step[]): number {
  for (const pattern of unmatched) {
    const stage = pattern.split('/')[0];
    const near = steps.filter((step) => step.stage === stage);
    const known = chooseFiles(near, ['*']).files.flatMap((one) => addressesOf(one).filter((_, index) => index !== 1));
    complain(unknownStep(pattern, [...new Set([...known, ...steps.map(({ id }) => id)])]));
  }
  return EXIT.wrong;
}

interface Place {
  /** The experiment. */
  readonly file: string;
  readonly steps: readonly Step[];
  readonly store: Store;
  readonly to: string;
}

/** Complains of what the cache does not have, and gives undefined then. */
function locate(files: readonly ArtifactFile[], { file, steps, store, to }: Place): Exported[] | undefined {
  const ids = new Set(files.map(({ step }) => step.id));
  const { found } = closureOf(
    withNeeds(steps, (id) => ids.has(id)),
    (key) => store.find(key),
  );
  const byId = new Map(found.map((one) => [one.step.id, one]));
  const missing = [...ids].filter((id) => !byId.has(id));
  if (missing.length > 0) {
    complain(`error not-cached: the cache does not have ${some(missing)}\n  ${howToMake(file, missing, '')}`);
    return undefined;
  }
  const exported = files.map((one) => {
    return { file: one, found: byId.get(one.step.id) as FoundStep, target: path.join(to, one.name) };
  });
  const gone = [...new Set(exported.filter((one) => !isThere(one, store)).map(({ found }) => found.step.id))];
  if (gone.length === 0) return exported;
  const message = `the cache no longer has what ${some(gone)} made: it was dropped, as \`run.keep: results\` does, or deleted`;
  complain(`error not-cached: ${message}\n  ${howToMake(file, gone, '--force')}`);
  return undefined;
}

function isThere({ file: { artifact }, found }: Exported, store: Store): boolean {
  return artifact === undefined || store.has(found.manifest.artifacts[artifact]);
}

function some(ids: readonly string[]): string {
  return ids.length === 1 ? ids[0] : `${ids.length} of these steps, the first ${ids[0]}`;
}

function howToMake(file: string, ids: readonly string[], force: '--force' | ''): string {
  const steps = ids.slice(0, 3).map(shellWord).join(' ');
  const rest = ids.length > 3 ? ' ...' : '';
  return `make it first: pipeline run ${shellWord(file)} --only ${steps}${rest}${force && ` --force ${steps}${rest}`}`;
}

interface Placing {
  /** The experiment. */
  readonly file: string;
  readonly store: Store;
  readonly force: boolean;
}

/** Writes all or, where something is in the way, nothing; what turns out to be damaged is dropped, so that the next run makes it again. */
function place(exported: readonly Exported[], { file, store, force }: Placing): number {
  try {
    const problems = exported.flatMap((one) => problemOf(one, store, force) ?? []);
    if (problems.length > 0) return complainInTheWay(problems);
    for (const { file: one, found, target } of exported) {
      const { content, digest } = contentOf(one, found.manifest.artifacts, store);
      if (digest === undefined || !isIntact(target, digest)) writeAtomically(target, content);
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof CorruptObject)) throw error;
    store.discard(error.digest);
    const damaged = exported.filter(({ found }) => isOf(found, error)).map(({ found }) => found.step.id);
    complain(`error corrupt-object: ${error.message}\n  ${howToMake(file, [...new Set(damaged)], '')}`);
    return EXIT.failed;
  }
}

function isOf({ manifest }: FoundStep, { digest }: CorruptObject): boolean {
  return Object.values(manifest.artifacts).some((artifact) => artifact.digest === digest);
}

/** A file that would be lost, or something that cannot become a file. */
function problemOf({ file, found, target }: Exported, store: Store, force: boolean): string | undefined {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return `${target} is there, and is no file`;
  if (force) return undefined;
  const { content, digest } = contentOf(file, found.manifest.artifacts, store);
  const wanted = digest ?? digestOf(content as Uint8Array);
  return isIntact(target, wanted) ? undefined : `${target} is there with other content`;
}

const MOST_SHOWN = 10;

function complainInTheWay(problems: readonly string[]): number {
  const shown = problems.slice(0, MOST_SHOWN);
  const more = problems.length > shown.length ? [`  and ${problems.length - shown.length} more`] : [];
  const hint = '  nothing was written: --force replaces files, --to names another folder';
  complain([`error file-exists: ${shown.join('\n  ')}`, ...more, hint].join('\n'));
  return EXIT.wrong;
}

function summaryOf(exported: readonly Exported[], to: string): string {
  const lines = exported.slice(0, MOST_SHOWN).map(({ target }) => `${target} (${bytes(statSync(target).size)})`);
  const more = exported.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more files in ${to}`] : [])].join('\n');
}

function jsonOf(exported: readonly Exported[]): string {
  const files = exported.map(({ file: { step, artifact }, target }) => {
    return { step: step.id, artifact: artifact ?? null, file: target, size: statSync(target).size };
  });
  return JSON.stringify({ files });
}
