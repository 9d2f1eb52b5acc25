import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MissingEngine } from '../../language/engine-facts.js';

export const PACKAGE = '@tensorflow/tfjs-node';

/** The package as it is installed. Looking at its files loads nothing of it. */
export interface InstalledPackage {
  readonly version: string;
  /** Version of the TensorFlow library, as its file name says; undefined where that says none. */
  readonly tensorflow: string | undefined;
  /** The addon and the libraries that it loads. */
  readonly binaries: readonly string[];
}

export function findPackage(): InstalledPackage | MissingEngine {
  const folder = packageFolder();
  if (folder === undefined) return missing(`the optional package ${PACKAGE} is not installed`);
  const addons = filesOf(path.join(folder, 'lib'), /\.node$/);
  if (addons.length === 0) return missing(`the addon of ${PACKAGE} is not built`);
  const libraries = filesOf(path.join(folder, 'deps', 'lib'), /^(lib)?tensorflow.*\.(so|dylib|dll)/);
  if (libraries.length === 0) return missing(`${PACKAGE} has no TensorFlow library`);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  const named = libraries.flatMap((file) => /(\d+\.\d+\.\d+)/.exec(path.basename(file))?.[1] ?? []);
  return { version, tensorflow: named[0], binaries: [...addons, ...libraries] };
}

function packageFolder(): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch {
    return undefined;
  }
}

/** Real paths of the files whose name matches, each once. */
function filesOf(folder: string, name: RegExp): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const found = entries.filter((entry) => name.test(path.basename(entry)));
    return [...new Set(found.map((entry) => realpathSync(path.join(folder, entry))))].sort();
  } catch {
    return [];
  }
}

function missing(reason: string): MissingEngine {
  const script = here('../../../scripts/setup-tfjs-node.mjs');
  return { reason, remedy: `run \`node ${script}\`; ${here('../../../docs/engines.md')} has other ways` };
}

/** As it can be named from the working folder, wherever kindred is installed. */
function here(file: string): string {
  return path.relative('', fileURLToPath(new URL(file, import.meta.url)));
}
