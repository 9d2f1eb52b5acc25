import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** No longer object is read, or taken out of an archive. */
export const MOST_OBJECT_BYTES = 2 ** 31 - 1;

/** Reads a file, unless it is a folder, a pipe or a device, has more bytes than it may, or cannot be read. */
export function readFileUpTo(file: string, mostBytes: number): Buffer | undefined {
  try {
    // Opening a pipe would wait for its writer.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
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

function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let done = 0;
  for (let length = -1; done < size && length !== 0; done += length)
    length = readSync(descriptor, bytes, done, size - done, null);
  return bytes.subarray(0, done);
}
