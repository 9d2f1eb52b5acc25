import { readFileSync } from 'node:fs';
import { EXIT } from '../call.js';
import { print } from '../output.js';

/** Prints what a shell has to know so that it asks for completions. */
export function completion(shell: string): number {
  print(readFileSync(new URL(`../../../completions/pipeline.${shell}`, import.meta.url), 'utf8').trimEnd());
  return EXIT.done;
}
