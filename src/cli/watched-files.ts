import { setTimeout as sleep } from 'node:timers/promises';
import { stampOf } from '../store/source-digests.js';

/** Often enough for people, and seldom enough to cost nothing. */
const LOOK_MS = 200;

/**
 * Files whose changes are awaited. They are looked at every so often: that sees every way in which editors save, and works on
 * every file system.
 */
export class WatchedFiles {
  #stamps = new Map<string, string>();
  #isChanged = false;

  /**
   * Takes the files that are noted, each before it is read, in place of those before; of files that stay, a change since they
   * were last looked at counts.
   */
  during<Result>(read: (note: (file: string) => void) => Result): Result {
    const stamps = new Map<string, string>();
    const result = read((file) => {
      if (!stamps.has(file)) stamps.set(file, this.#stamps.get(file) ?? stamp(file));
    });
    this.#stamps = stamps;
    return result;
  }

  get count(): number {
    return this.#stamps.size;
  }

  /** Resolves when files have changed and then stay as they are for a moment, since one save can be many changes; or at the signal. */
  async change(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isChanging = this.#look();
      if (this.#isChanged && !isChanging) break;
      this.#isChanged ||= isChanging;
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    if (!signal.aborted) this.#isChanged = false;
  }

  #look(): boolean {
    const now = new Map([...this.#stamps.keys()].map((file) => [file, stamp(file)]));
    const isChanging = [...now].some(([file, seen]) => seen !== this.#stamps.get(file));
    this.#stamps = now;
    return isChanging;
  }
}

/** A file that is not there is as it was until it is. */
function stamp(file: string): string {
  try {
    return stampOf(file);
  } catch {
    return 'none';
  }
}
