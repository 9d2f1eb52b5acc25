import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
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
  const problem = unpack(archive, member, take, () => isDone);
  if (problem) return problem;
  if (isDone) return Buffer.concat(chunks);
  if (names.length === 0) return malformed(archive, 'it is no .npz archive');
  return names.includes(member) ? malformed(archive, 'it is cut') : unknownArray(archive, member, names);
}

/** Goes through the entries until it is told to stop. */
function unpack(
  archive: NamedFile,
  member: string,
  take: (entry: UnzipFile) => void,
  isDone: () => boolean,
): DataFailure | undefined {
  let descriptor: number;
  try {
    const wrong = noFile(archive);
    if (wrong !== undefined) return wrong;
    descriptor = openSync(archive.file, 'r');
    const entry = `${member}.npy`;
    if (directoryOf(descriptor).filter((name) => name === entry).length > 1) {
      closeSync(descriptor);
      return malformed(archive, `it has several arrays ${quote(member)}, of which nobody knows which is meant`);
    }
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

/** The names in the directory at an archive's end, by which NumPy finds arrays; none where it is not plain. */
function directoryOf(descriptor: number): string[] {
  const { size } = fstatSync(descriptor);
  const tail = readPart(descriptor, Math.max(0, size - LONGEST_END), size);
  const end = tail.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0 || end + 20 > tail.length) return [];
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (start + length > size) return [];
  const directory = readPart(descriptor, start, start + length);
  const names: string[] = [];
  for (let at = 0; at + 46 <= length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    names.push(directory.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;
/** With the longest comment. */
const LONGEST_END = 22 + 65_535;

function readPart(descriptor: number, from: number, to: number): Buffer {
  const part = Buffer.alloc(to - from);
  return part.subarray(0, readSync(descriptor, part, 0, part.length, from));
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
