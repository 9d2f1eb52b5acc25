import { realpathSync } from 'node:fs';
import path from 'node:path';

/** How a user calls this program: by its name where the shell finds it, else through npx. */
export function ourCommand(): string {
  // npx adds the folders of packages to the path, which the user's shell does not have.
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => !/node_modules|_npx/.test(folder));
  const self = real(process.argv[1] ?? '');
  const isFound = self !== undefined && folders.some((folder) => real(path.join(folder, 'pipeline')) === self);
  return isFound ? 'pipeline' : 'npx pipeline';
}

function real(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
