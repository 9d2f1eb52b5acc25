import type { Command } from 'commander';
import { EXIT } from '../call.js';
import { candidatesFor } from '../completion/candidates.js';
import { print } from '../output.js';

/** What a shell asks for: a line for each word that the last one may become, with some help behind a tab. */
export async function complete(root: Command, words: readonly string[]): Promise<number> {
  for (const { text, about } of await candidatesFor(root, words)) print(`${text}\t${about}`);
  return EXIT.done;
}
