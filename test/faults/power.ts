import path from 'node:path';
import type { Random } from '../../src/algorithms/random.js';
import { type Call, original } from './shim.cjs';

interface NameChange {
  readonly folder: string;
  readonly undo: () => void;
}

/**
 * What a power failure may take: data that was not flushed, and names in folders that were not flushed, in any
 * combination. That is less than what any file system in use promises.
 */
export class PowerFailure {
  readonly #unflushedData = new Set<string>();
  #unflushedNames: NameChange[] = [];
  readonly #removed = new Map<string, Buffer>();

  constructor(readonly random: Random) {}

  /** Before a call that overwrites or removes a file, keeps what it was. */
  before({ name, file, to }: Call): void {
    const target = name === 'rmSync' ? file : name === 'renameSync' ? to : undefined;
    if (target !== undefined && isFile(target)) this.#removed.set(target, original.readFileSync(target));
  }

  after({ name, file, to, writes }: Call, result: unknown): void {
    if (name === 'writeSync' || name === 'writeFileSync') this.#unflushedData.add(file);
    if (name === 'fsyncSync') this.#flush(file);
    if (name === 'rmSync') this.#changed(file, this.#putBack(file));
    if (name === 'openSync' && writes) this.#changed(file, () => remove(file));
    if (name === 'mkdirSync' && typeof result === 'string') this.#madeFolders(result, file);
    if (to === undefined) return;
    const putBack = this.#putBack(to);
    this.#changed(to, () => {
      remove(to);
      putBack();
    });
    if (this.#unflushedData.has(file)) this.#unflushedData.add(to);
  }

  /** The power fails now; gives the files that it may have damaged. */
  strike(): string[] {
    const damaged = [...this.#unflushedData].filter(isFile);
    for (const file of damaged) this.#damage(file);
    for (const change of this.#unflushedNames.reverse()) if (this.random.below(2) === 0) change.undo();
    return damaged;
  }

  #flush(file: string): void {
    this.#unflushedData.delete(file);
    this.#unflushedNames = this.#unflushedNames.filter(({ folder }) => folder !== file);
  }

  /** Every folder from the first that was not there. */
  #madeFolders(first: string, last: string): void {
    for (let folder = last; folder.startsWith(first); folder = path.dirname(folder))
      this.#changed(folder, () => remove(folder));
  }

  #changed(file: string, undo: () => void): void {
    this.#unflushedNames.push({ folder: path.dirname(file), undo });
  }

  #putBack(file: string): () => void {
    const bytes = this.#removed.get(file);
    this.#removed.delete(file);
    return () => bytes && original.existsSync(path.dirname(file)) && original.writeFileSync(file, bytes);
  }

  /** Cut short, or full of zeros. */
  #damage(file: string): void {
    const bytes = original.readFileSync(file);
    const kept = this.random.below(2) === 0 ? bytes.subarray(0, this.random.below(bytes.length + 1)) : bytes.fill(0);
    remove(file);
    original.writeFileSync(file, kept);
  }
}

function isFile(file: string): boolean {
  return original.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function remove(file: string): void {
  original.rmSync(file, { force: true, recursive: true });
}
