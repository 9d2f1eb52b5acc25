import { madeNames } from '../stages/artifacts.js';
import { CAPTION } from '../stages/caption.js';
import type { Content } from '../store/atomic-file.js';
import type { Digest } from '../store/fingerprint.js';
import type { Artifacts, Store } from '../store/store.js';
import { makesResults } from './result-files.js';
import { matcher } from './select-steps.js';
import { type InputRef, isSingle, modelOf, type Step } from './step.js';
import { underUserNames } from './user-names.js';

/** What a step made, as a file under the experiment's own names. */
export interface ArtifactFile {
  readonly step: Step;
  /** As the cache calls it; undefined for what follows from the plan alone. */
  readonly artifact: string | undefined;
  /** Below the folder that is exported to, with slashes. */
  readonly name: string;
}

export interface Choice {
  readonly files: readonly ArtifactFile[];
  /** Patterns that match nothing. */
  readonly unmatched: readonly string[];
}

/** All files of the steps that match, and those that match by the step's id and their own name, with or without its ending. */
export function chooseFiles(steps: readonly Step[], patterns: readonly string[]): Choice {
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcher([pattern]), isUsed: false }));
  const files = steps.flatMap((step) => {
    if (!patterns.some((pattern) => mayBeOf(step, pattern))) return [];
    const all = filesOf(step);
    return all.filter((file) => {
      const using = matchers.filter(({ matches }) => addressesOf(file).some(matches));
      for (const one of using) one.isUsed = true;
      return using.length > 0;
    });
  });
  return { files, unmatched: matchers.filter(({ isUsed }) => !isUsed).map(({ pattern }) => pattern) };
}

/** By its first part, which spares looking at most steps: there may be a hundred thousand. */
function mayBeOf({ id }: Step, pattern: string): boolean {
  const [first] = pattern.split('/', 1);
  return first.includes('*') || id === first || id.startsWith(`${first}/`);
}

/** What a file can be asked for by: its step, the two together, and that without the ending. */
export function addressesOf({ step, name }: ArtifactFile): string[] {
  const whole = `${step.id}/${name.split('/').at(-1)}`;
  return [step.id, whole, whole.replace(/\.[a-z]+$/, '')];
}

function filesOf(step: Step): ArtifactFile[] {
  const { id, stage, names } = step;
  const { params } = step.fingerprint(() => '' as Digest);
  const made = madeNames(stage, params).filter((artifact) => artifact !== CAPTION);
  if (makesResults(step)) return made.map((artifact) => ({ step, artifact, name: artifact }));
  const folder = id.includes('/') ? id.slice(id.indexOf('/') + 1) : id;
  const files = made.map((artifact): ArtifactFile => {
    const [, plain, ending] = /^(.*)(\.[a-z]+)$/.exec(artifact) ?? ['', artifact, ''];
    return { step, artifact, name: `${folder}/${stage === 'capture' ? (names.get(plain) ?? plain) : plain}${ending}` };
  });
  // The rows of a matrix are in an order of their own.
  return stage === 'compare' ? [...files, { step, artifact: undefined, name: `${folder}/members.json` }] : files;
}

/** Its bytes, checked, and their digest where they are an object's own. */
export function contentOf(
  { step, artifact }: ArtifactFile,
  artifacts: Artifacts,
  store: Store,
): { readonly content: Content; readonly digest: Digest | undefined } {
  if (artifact === undefined) return { content: membersOf(step), digest: undefined };
  const { digest } = artifacts[artifact];
  const renamed = underUserNames(step, artifact, () => store.read(digest));
  return renamed === undefined ? { content: store.pieces(digest), digest } : { content: renamed, digest: undefined };
}

/** Names of a matrix's members, in the order of its rows. */
function membersOf({ id, inputs }: Step): Uint8Array {
  const isAcrossModels = id.startsWith('compare/models/');
  const members = refsOf(inputs['partitions']).map(([from]) => (isAcrossModels ? modelOf(from) : from.split('/')[2]));
  return Buffer.from(`${JSON.stringify(members)}\n`);
}

function refsOf(ref: InputRef | readonly InputRef[]): readonly InputRef[] {
  return isSingle(ref) ? [ref] : ref;
}
