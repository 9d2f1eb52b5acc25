import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** No longer object is read, or taken out of an archive. */
export const MOST_OBJECT_BYTES = 2 ** 31 - 1;

/** Reads a file, unless it is a folder, a pipe or a device, has more bytes than it may, or cannot be read. */
export function readFileUpTo(file: string, mostBytes: number): Buffer | undefined {
  try {
    const descriptor = openToRead(file);
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() && stats.size <= mostBytes ? readAll(descriptor, stats.size) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

const PIECE_BYTES = 0x10_0000;

/** A file's bytes in pieces, each in memory of its own; throws where it is no file or cannot be read. */
export function* readPieces(file: string): Iterable<Uint8Array> {
  const descriptor = openToRead(file);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error(`${file} is no file`);
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const length = readSync(descriptor, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Opening a pipe would wait for its writer. */
function openToRead(file: string): number {
  return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
}

function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let done = 0;
  for (let length = -1; done < size && length !== 0; done += length)
    length = readSync(descriptor, bytes, done, size - done, null);
  return bytes.subarray(0, done);
}
