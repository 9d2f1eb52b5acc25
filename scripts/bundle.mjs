import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Packages of the main process; the rest is loaded as it is. */
const INLINED = ['ajv', 'canonicalize', 'commander', 'execa', 'fastest-levenshtein', 'listr2', 'npyjs', 'yaml'];

/** Joins the modules of the main process to a few files in dist/: loading two hundred takes longer than most commands. */
export async function bundle(dist, { dependencies, optionalDependencies }) {
  const packages = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !INLINED.includes(name));
  for (const name of readdirSync(dist)) if (name.endsWith('.js')) rmSync(path.join(dist, name));
  const build = await rolldown({
    input: { pipeline: path.join(dist, 'cli/main.js') },
    platform: 'node',
    external: packages.map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [placesKept(dist)],
  });
  await build.write({ dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await build.close();
}

/** A module finds other files from where it was, not from the file that it was joined into. */
function placesKept(dist) {
  const folder = pathToFileURL(`${dist}/`).href;
  return {
    name: 'places-kept',
    transform(code, id) {
      const file = pathToFileURL(id).href;
      if (!file.startsWith(folder) || !code.includes('import.meta.url')) return undefined;
      const place = `new URL('./${file.slice(folder.length)}', import.meta.url).href`;
      return { code: code.replaceAll('import.meta.url', place), map: null };
    },
  };
}
