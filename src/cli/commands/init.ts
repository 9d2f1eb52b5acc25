import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { quote } from '../../language/words.js';
import { writeFirst } from '../../store/atomic-file.js';
import { EXIT } from '../call.js';
import { complain, tell } from '../output.js';
import { isPlace } from '../places.js';
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
  tell(`${file}: four small networks, some seconds of work\n  next: pipeline run ${file}`);
  return EXIT.done;
}

const STARTER = fileURLToPath(new URL('../../../experiments/starter.yaml', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../../../schemas/experiment.schema.json', import.meta.url));

/** Editors take a path from the file's folder up to the first blank, else a URL. */
function schemaFrom(folder: string): string {
  const relative = path.relative(folder, SCHEMA);
  return /[\s#]/.test(relative) || path.isAbsolute(relative)
    ? pathToFileURL(SCHEMA).href
    : relative.replaceAll(path.sep, '/');
}
