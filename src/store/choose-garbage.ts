import type { Digest, Key } from './fingerprint.js';
import type { Artifact } from './store.js';

/** A step of the cache as the collector sees it. */
export interface StoredStep {
  readonly key: Key;
  readonly stage: string;
  /** Bytes of the manifest itself. */
  readonly size: number;
  readonly artifacts: readonly Artifact[];
  /** What it took to make. */
  readonly seconds: number;
  /** When a run last made or used it, in milliseconds since 1970. */
  readonly usedAt: number;
  /** Whether it must stay: a kept experiment reaches it, or a run that is under way holds it. */
  readonly isHeld: boolean;
}

/** Which of the steps that are not held go. */
export interface GarbagePolicy {
  /** All last used before this time, in milliseconds since 1970. */
  readonly usedBefore?: number;
  /** The longest unused ones, until what stays fits into so many bytes. */
  readonly maxSize?: number;
  /** All of them. */
  readonly everythingElse?: boolean;
}

/** The steps to remove, in the order of removal. Their objects go where no other step has them. */
export function chooseGarbage(steps: readonly StoredStep[], policy: GarbagePolicy): StoredStep[] {
  const { usedBefore = -Infinity, maxSize = Infinity, everythingElse = false } = policy;
  const chosen: StoredStep[] = [];
  const weights = new Weights(steps);
  for (const step of steps.filter(({ isHeld }) => !isHeld).sort(longestUnusedFirst)) {
    if (!everythingElse && step.usedAt >= usedBefore && weights.total <= maxSize) continue;
    weights.remove(step);
    chosen.push(step);
  }
  return chosen;
}

/** Of steps last used at the same time, those that cost the least work per byte go first. */
function longestUnusedFirst(a: StoredStep, b: StoredStep): number {
  return a.usedAt - b.usedAt || secondsPerByte(a) - secondsPerByte(b) || (a.key < b.key ? -1 : 1);
}

function secondsPerByte({ seconds, artifacts }: StoredStep): number {
  return seconds / artifacts.reduce((sum, { size }) => sum + size, 1);
}

/** Bytes of a set of steps, each object counted once however many steps have it. */
class Weights {
  readonly #holders = new Map<Digest, number>();
  total = 0;

  constructor(steps: readonly StoredStep[]) {
    for (const { size, artifacts } of steps) {
      this.total += size;
      for (const { digest, size: bytes } of distinct(artifacts)) {
        const holders = this.#holders.get(digest) ?? 0;
        if (holders === 0) this.total += bytes;
        this.#holders.set(digest, holders + 1);
      }
    }
  }

  remove({ size, artifacts }: StoredStep): void {
    this.total -= size;
    for (const { digest, size: bytes } of distinct(artifacts)) {
      const holders = (this.#holders.get(digest) ?? 0) - 1;
      if (holders === 0) this.total -= bytes;
      this.#holders.set(digest, holders);
    }
  }
}

/** Two artifacts of one step may have the same bytes. */
function distinct(artifacts: readonly Artifact[]): Artifact[] {
  return [...new Map(artifacts.map((artifact) => [artifact.digest, artifact])).values()];
}
