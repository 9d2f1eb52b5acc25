import { readFileSync } from 'node:fs';
import path from 'node:path';
import { digestOf } from '../../src/store/fingerprint.js';
import type { Ended } from './fault.js';
import type { Ground, Reference } from './ground.js';

/** What must never happen, by its name in the tally. */
export type Offence = 'wrong hit' | 'lost step' | 'hang' | 'untrue exit status' | 'half-written file' | 'stack trace';

export interface Finding {
  readonly offence: Offence;
  readonly detail: string;
}

/** Results that are not those of an undisturbed run. */
export function wrongHits(ground: Ground, reference: Reference): Finding[] {
  const left = ground.left();
  if (left === undefined) return [{ offence: 'wrong hit', detail: 'there is no run.json' }];
  const names = [...differing(reference.steps, left.steps), ...differing(reference.results, left.results)];
  return names.map((name) => ({ offence: 'wrong hit', detail: `${name} differs` }));
}

/** Values that are not what they should be; others may be there besides. */
function differing<Value>(expected: ReadonlyMap<string, Value>, found: ReadonlyMap<string, Value>): string[] {
  return [...expected.keys()].filter((name) => JSON.stringify(expected.get(name)) !== JSON.stringify(found.get(name)));
}

/** Exit status 0 says that all is done; 1 must come with a reason that is not a bug, 2 with a place that cannot be written. `isRight` says whether the results are there. */
export function untruths({ exitCode, stderr, run }: Ended, isRight: () => boolean, mayExitWith = 0): Finding[] {
  const hasTrace =
    /\n\s+at /.test(stderr) || [...run.steps.values()].some(({ failure }) => failure?.code === 'internal');
  const findings: Finding[] = hasTrace ? [{ offence: 'stack trace', detail: stderr }] : [];
  const lie = (detail: string) => findings.push({ offence: 'untrue exit status', detail });
  if (exitCode === 0 && !isRight()) lie('0, but the results are not those of an undisturbed run');
  if (exitCode === 1 && run.withOutcome('failed').length === 0 && !stderr.includes('error ')) lie('1 without a reason');
  const isRefused = exitCode === 2 && stderr.startsWith('error bad-path: ');
  if (exitCode !== undefined && exitCode > 1 && exitCode !== mayExitWith && !isRefused) lie(`${exitCode}: ${stderr}`);
  return findings;
}

/** Files of the cache that are not whole: all but temporary ones are, at every moment. */
export function halfWritten(ground: Ground, excused: ReadonlySet<string>): Finding[] {
  return ground
    .files(ground.cache)
    .filter(
      (file) =>
        !excused.has(file) && !/\.(tmp|new|stale)$/.test(file) && !isWhole(path.relative(ground.cache, file), file),
    )
    .map((file) => ({ offence: 'half-written file', detail: file }));
}

function isWhole(name: string, file: string): boolean {
  const bytes = readFileSync(file);
  const [folder, first, rest] = name.split(path.sep);
  if (folder === 'objects') return digestOf(bytes) === `${first}${rest}`;
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
