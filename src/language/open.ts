import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import type { DiagnosticCode, Problem } from './diagnostics.js';
import { quote } from './words.js';

export type OpenResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** Bytes of a file; characters of an experiment with all that it extends. */
export const LARGEST = 400_000;

/** The text of an experiment file, or why there is none. */
export function openExperiment(file: string): OpenResult {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return refuse(file, 'is-directory', `${quote(file)} is a folder`, 'a file');
    if (!stats.isFile()) return refuse(file, 'unreadable', `${quote(file)} is not a regular file`, 'a file');
    if (stats.size > LARGEST) return tooLarge(file, stats.size);
    return decode(file, readFileSync(file));
  } catch (error) {
    return cannotRead(file, error as NodeJS.ErrnoException);
  }
}

const YAML = /\.ya?ml$/i;

/**
 * The text of a file that an experiment extends. Messages show lines of it, so an experiment from elsewhere must not be able
 * to name any file there is: only YAML files can be extended, and none outside of the project.
 */
export function openExtended(file: string, experiment: string): OpenResult {
  const [real, project] = [realPath(file), projectOf(experiment)];
  if (!YAML.test(file) || !YAML.test(real))
    return refuse(file, 'bad-extends', `${quote(file)} is no YAML file`, 'the path of a file named .yaml or .yml');
  if (project !== undefined && path.relative(project, real).startsWith('..')) {
    const message = `${quote(file)} is outside of the project ${quote(project)}`;
    return refuse(file, 'bad-extends', message, 'a file inside of it');
  }
  return openExperiment(file);
}

/** The nearest folder around a file that has a `.git` or a `package.json`; undefined where there is none. */
function projectOf(file: string): string | undefined {
  let folder = path.dirname(realPath(file));
  while (!['.git', 'package.json'].some((name) => existsSync(path.join(folder, name)))) {
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}

/** Without symbolic links, as far as the file exists. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

/** Opens texts in the place of files, by their absolute paths. */
export function openerOf(texts: ReadonlyMap<string, string>): (file: string) => OpenResult {
  return (file) => {
    const text = texts.get(path.resolve(file));
    return text === undefined ? noFile(file) : { ok: true, text };
  };
}

function decode(file: string, bytes: Uint8Array): OpenResult {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return notUtf8(file, bytes);
  }
}

/** Points at the first character that another decoder would replace. */
function notUtf8(file: string, bytes: Uint8Array): OpenResult {
  const text = new TextDecoder('utf-8').decode(bytes);
  const lines = text.split('\n');
  const decoded = Buffer.from(bytes).toString('latin1').split('\n');
  const line = decoded.findIndex((one) => !isUtf8(Buffer.from(one, 'latin1')));
  const column = Math.max(0, lines[line]?.indexOf('\ufffd') ?? 0);
  const start = lines.slice(0, line).join('\n').length + Math.min(line, 1) + column;
  const message = `${quote(file)} is not UTF-8 on line ${line + 1}`;
  return refuse(file, 'not-utf8', message, 'a text file in UTF-8', { text, start });
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function tooLarge(file: string, size: number): OpenResult {
  const message = `${quote(file)} has ${size} bytes`;
  return refuse(file, 'too-large', message, `an experiment file of at most ${LARGEST} bytes`);
}

function cannotRead(file: string, error: NodeJS.ErrnoException): OpenResult {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return noFile(file);
  return refuse(file, 'unreadable', `${quote(file)} cannot be read: ${error.code ?? error.message}`);
}

function noFile(file: string): OpenResult {
  return refuse(file, 'no-file', `there is no ${quote(file)}`, 'the path of an experiment file');
}

function refuse(
  file: string,
  code: DiagnosticCode,
  message: string,
  expected?: string,
  { text, start } = { text: '', start: 0 },
): OpenResult {
  const span = { source: { file, text, set: false }, start, end: start + 1 };
  return { ok: false, problem: { code, message, ...(expected === undefined ? {} : { expected }), span } };
}
