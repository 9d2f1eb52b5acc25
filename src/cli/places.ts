import { lstatSync, mkdtempSync, rmdirSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../store/error-code.js';
import { complain, oneLine } from './output.js';

/** What a path of the command line must be good for. */
type Place = 'folder' | 'folder or nothing' | 'folder to write' | 'new file' | 'file';

/** Complains of a path that cannot be what it must be; gives whether it can. */
export function isPlace(what: string, name: string, place: Place): boolean {
  const problem = placeProblem(name, place);
  if (problem !== undefined) complain(`error bad-path: ${what} ${shown(name)}: ${problem}; name another`);
  return problem === undefined;
}

/** Why a path cannot be what it must be, in words; undefined where it can. Leaves everything as it was. */
export function placeProblem(name: string, place: Place): string | undefined {
  if (name === '') return 'the path is empty';
  if (name.includes('\0')) return 'a path cannot have a NUL character';
  try {
    return problemOf(name, place);
  } catch (error) {
    return reasonOf(error);
  }
}

function problemOf(name: string, place: Place): string | undefined {
  switch (place) {
    case 'folder':
      return folderProblem(name);
    case 'folder or nothing':
      return statIfThere(name) && folderProblem(name);
    case 'folder to write':
      return writingProblem(name);
    case 'new file':
      return newFileProblem(name);
    case 'file':
      return fileProblem(name);
  }
}

/** Whether files can be made in a folder that is there, or could be where it is to be: only doing it tells. */
function writingProblem(folder: string): string | undefined {
  const problem = folderProblem(folder);
  if (problem !== undefined || statIfThere(folder) === undefined) return problem;
  rmdirSync(mkdtempSync(path.join(folder, TRIAL)));
  return undefined;
}

/** A file to read. Anything but a regular one could have no end, or nobody who writes into it. */
function fileProblem(name: string): string | undefined {
  const stats = statIfThere(name);
  if (stats === undefined) return 'there is no such file';
  if (stats.isDirectory()) return 'it is a folder, and not a file';
  return stats.isFile() ? undefined : 'it is no regular file';
}

/** A file to write, in the place of one that is there. */
function newFileProblem(name: string): string | undefined {
  if (/[/\\]$/.test(name)) return 'it names a folder, and not a file';
  const stats = statIfThere(name);
  if (stats !== undefined && !stats.isFile()) return 'something else than a regular file is there';
  return writingProblem(path.dirname(name));
}

/** A folder that is there, or can be made with those around it. */
function folderProblem(name: string): string | undefined {
  const stats = statIfThere(name);
  if (stats?.isDirectory()) return undefined;
  if (stats !== undefined) return `${shown(name)} is a file, and not a folder`;
  const parent = path.dirname(name);
  const problem = folderProblem(parent);
  if (problem !== undefined || statIfThere(parent) === undefined) return problem;
  // One of another name: a run that begins at this moment may be making this one.
  rmdirSync(mkdtempSync(path.join(parent, TRIAL)));
  return undefined;
}

const TRIAL = '.kindred-';

/** Undefined where nothing of the name is there; a link that leads nowhere throws. */
function statIfThere(name: string): Stats | undefined {
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats === undefined && lstatSync(name, { throwIfNoEntry: false }) !== undefined)
    throw Object.assign(new Error(), { code: 'DANGLING', path: name });
  return stats;
}

const REASONS: Readonly<Record<string, string>> = {
  DANGLING: 'it is a link to something that is not there',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of it is a file, and not a folder',
  ELOOP: 'it is a link that leads to itself',
  ENAMETOOLONG: 'the name is too long',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EMFILE: 'this process may not open more files (`ulimit -n`)',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const reason = code === undefined ? undefined : REASONS[code];
  return reason === undefined ? (error as Error).message : `${reason}${code === 'DANGLING' ? '' : ` (${code})`}`;
}

function shown(name: string): string {
  return `\`${oneLine(name)}\``;
}
