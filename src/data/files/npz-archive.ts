import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { UnzipFile } from 'fflate';
import { anyOfWords, didYouMean, quote } from '../../language/words.js';
import type { DataFailure, NamedFile } from '../failure.js';
import { noFile, unreadable } from './read-file.js';

const CHUNK_BYTES = 1 << 16;

/** The bytes of an array's .npy file in a .npz archive, or at least its first `enough`, without unpacking the rest. */
export function readNpzEntry(archive: NamedFile, member: string, enough = Infinity): Uint8Array | DataFailure {
  const names: string[] = [];
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isDone = false;
  const take = (entry: UnzipFile) => {
    names.push(entry.name.replace(/\.npy$/, ''));
    if (entry.name !== `${member}.npy`) return;
    entry.ondata = (error, chunk, isLast) => {
      if (error) throw error;
      chunks.push(chunk);
      length += chunk.length;
      isDone = isLast || length >= enough;
    };
    entry.start();
  };
  const problem = unpack(archive, take, () => isDone);
  if (problem) return problem;
  if (isDone) return Buffer.concat(chunks);
  if (names.length === 0) return malformed(archive, 'it is no .npz archive');
  return names.includes(member) ? malformed(archive, 'it is cut') : unknownArray(archive, member, names);
}

/** Goes through the entries until it is told to stop. */
function unpack(archive: NamedFile, take: (entry: UnzipFile) => void, isDone: () => boolean): DataFailure | undefined {
  let descriptor: number;
  try {
    const wrong = noFile(archive);
    if (wrong !== undefined) return wrong;
    descriptor = openSync(archive.file, 'r');
  } catch (error) {
    return unreadable(archive, error as Error);
  }
  try {
    const { Unzip, UnzipInflate } = fflate();
    const stream = new Unzip(take);
    stream.register(UnzipInflate);
    for (let isLast = false; !isLast && !isDone(); ) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const length = readSync(descriptor, chunk);
      isLast = length < CHUNK_BYTES;
      stream.push(chunk.subarray(0, length), isLast);
    }
    return undefined;
  } catch (error) {
    return malformed(archive, `it cannot be unpacked: ${(error as Error).message}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Loaded when an archive is read, since most commands read none. */
function fflate(): typeof import('fflate') {
  return createRequire(import.meta.url)('fflate');
}

function unknownArray({ file, path }: NamedFile, member: string, names: readonly string[]): DataFailure {
  const message = member === '' ? `${file} has several arrays` : `${file} has no array ${quote(member)}`;
  const hint = didYouMean(member, names) ?? `write ${anyOfWords(names.map((name) => quote(`${file}/${name}`)))}`;
  return { code: 'unknown-array', message, hint, path };
}

function malformed({ file, path }: NamedFile, problem: string): DataFailure {
  const hint = 'save the archive anew with numpy.savez or numpy.savez_compressed';
  return { code: 'malformed-dataset', message: `${file}: ${problem}`, hint, path };
}
