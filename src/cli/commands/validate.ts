import { EXIT } from '../call.js';
import { print } from '../output.js';
import { readConfig } from '../prepare.js';

export function validate(files: readonly string[]): number {
  const wrong = files.filter((file) => {
    const read = readConfig(file, []);
    if (read !== undefined) print(`${file}: ok`);
    return read === undefined;
  });
  return wrong.length === 0 ? EXIT.done : EXIT.wrong;
}
