import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Packages that only workers load: tfjs, solvers and drawing take up to seconds and hundreds of megabytes. */
const HEAVY = /^(@tensorflow\/|ml-|vega|@resvg\/|dejavu)/;

describe('what a process loads', () => {
  const main = loadedFrom('src/cli/main.ts');

  it('the main process loads no engine, no solver and no figure library', () => {
    expect([...main.packages].filter((name) => HEAVY.test(name))).toEqual([]);
    expect(
      [...main.files].filter((file) => /^src\/(stages|engines)\/.*(session|train|reduce|report)\.ts$/.test(file)),
    ).toEqual([]);
  });

  it('the same search finds them in a worker', () => {
    const worker = loadedFrom('src/runner/worker.ts');
    expect([...worker.packages]).toEqual(expect.arrayContaining(['ml-pca', 'ml-kmeans', 'vega']));
    expect([...worker.files]).toContain('src/engines/session.ts');
  });

  it('experiments are read with yaml and ajv, steps run with execa, progress is drawn with listr2', () => {
    expect([...main.packages]).toEqual(expect.arrayContaining(['yaml', 'ajv', 'execa', 'listr2']));
  });
});

/** Every file and package that a program can come to import, at once or later; imports of types do not count. */
function loadedFrom(entry: string): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) files.add(path.join(path.dirname(file), name.replace(/\.js$/, '.ts')));
      else packages.add(name);
    }
  }
  return { files, packages };
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const atOnce = text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gm);
  const later = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [...atOnce, ...later].map(([, name]) => name);
}
