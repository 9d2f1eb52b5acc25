import { EXIT } from '../call.js';
import { print } from '../output.js';
import { readConfigs } from '../prepare.js';
import { complainOf } from '../warnings.js';

export function validate(files: readonly string[], { cache }: { readonly cache: string }): number {
  const wrong = files.filter((file) => {
    const read = readConfigs(file, { set: [], cache });
    complainOf(read?.experiments ?? []);
    const count = read?.experiments.length ?? 0;
    if (read !== undefined) print(`${file}: ok${count > 1 ? `, ${count} experiments` : ''}`);
    return read === undefined;
  });
  return wrong.length === 0 ? EXIT.done : EXIT.wrong;
}
