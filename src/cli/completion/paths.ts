import { type Dirent, readdirSync, statSync } from 'node:fs';

/** Folders, with a slash at the end, and files of a kind, that begin with a part of a path; hidden ones only on demand. */
export function pathsFrom(part: string, kind?: RegExp): string[] {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const begun = part.slice(folder.length);
  return entriesOf(folder).flatMap((entry) => {
    const { name } = entry;
    if (!name.startsWith(begun) || (name.startsWith('.') && begun === '')) return [];
    if (isFolder(entry, folder)) return [`${folder}${name}/`];
    return kind?.test(name) ? [`${folder}${name}`] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder || '.', { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFolder(entry: Dirent, folder: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(`${folder}${entry.name}`, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
