import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { escapeInvisible, quote } from '../../language/words.js';
import { writeFirst } from '../../store/atomic-file.js';
import { EXIT } from '../call.js';
import { ourCommand } from '../our-command.js';
import { complain, tell } from '../output.js';
import { isPlace } from '../places.js';
import { shellWord } from '../text/shell-word.js';
import { writing } from '../writing.js';

/** Writes the starter experiment where no file is yet. */
export async function init(file: string): Promise<number> {
  if (!isPlace('FILE', file, 'new file')) return EXIT.wrong;
  const text = readFileSync(STARTER, 'utf8').replace(/(?<=\$schema=)\S+/, schemaFrom(path.dirname(path.resolve(file))));
  const written = await writing('name a file in a folder that can be written', () =>
    writeFirst(file, Buffer.from(text)),
  );
  if (written === undefined) return EXIT.failed;
  if (!written.result) {
    complain(`error file-exists: there is a ${quote(file)} already, and it stays as it is\n  name another file`);
    return EXIT.wrong;
  }
  const missing = ['cache/', 'results/'].filter((folder) => !isIgnored(folder));
  tell(
    [
      `${escapeInvisible(file)}: four small networks, some seconds of work`,
      `  next: ${ourCommand()} run ${shellWord(file)}`,
      ...(missing.length > 0 ? [`  for git, in .gitignore: ${missing.join(' and ')}`] : []),
    ].join('\n'),
  );
  return EXIT.done;
}

const STARTER = fileURLToPath(new URL('../../../experiments/starter.yaml', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../../../schemas/experiment.schema.json', import.meta.url));

/** Whether git is told here to leave a folder out. A file of the user's own is read only. */
function isIgnored(folder: string): boolean {
  const lines = existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8').split(/\r?\n/) : [];
  return lines.some((line) => line.trim().replaceAll('/', '') === folder.replaceAll('/', ''));
}

/** Editors take a path from the file's folder up to the first blank, else a URL. */
function schemaFrom(folder: string): string {
  const relative = path.relative(folder, SCHEMA);
  return /[\s#]/.test(relative) || path.isAbsolute(relative)
    ? pathToFileURL(SCHEMA).href
    : relative.replaceAll(path.sep, '/');
}
