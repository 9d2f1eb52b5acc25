import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { randomFor } from '../../src/algorithms/random.js';
import { SCRATCH } from '../faults/ground.js';
import { HOSTILE } from './hostile.js';
import { type Judgement, judge } from './judge.js';
import { MUTATIONS, mutated } from './mutations.js';

const KINDS = Object.keys(MUTATIONS);
/** One of so many cases is a hostile file. */
const HOSTILE_EACH = 16;

export interface Verdict extends Judgement {
  readonly number: number;
  readonly kind: string;
}

/** Everything about a case follows from the seed and its number. */
export function caseOf(seed: number, number: number): { readonly kind: string; readonly bytes: Buffer } {
  const random = randomFor('fuzz', seed, number);
  const kind = KINDS[number % KINDS.length];
  if (number % HOSTILE_EACH > 0) return { kind, bytes: mutated(kind, random) };
  const names = Object.keys(HOSTILE);
  const name = names[(number / HOSTILE_EACH) % names.length];
  return { kind: `hostile: ${name}`, bytes: Buffer.from(HOSTILE[name](random)) };
}

/** `begun` is told of each case before it is played: one may not end. */
export function playCases(
  { seed, from, count }: { readonly seed: number; readonly from: number; readonly count: number },
  begun: (number: number) => void = () => {},
): Verdict[] {
  const folder = mkdtempSync(path.join(SCRATCH, 'kindred-fuzz-'));
  const verdicts: Verdict[] = [];
  for (let number = from; number < from + count; number++) {
    begun(number);
    const { kind, bytes } = caseOf(seed, number);
    verdicts.push({ number, kind, ...judge(bytes, folder) });
  }
  rmSync(folder, { recursive: true });
  return verdicts;
}
