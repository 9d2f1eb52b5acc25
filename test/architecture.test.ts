import { readdirSync, readFileSync } from 'node:fs';
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

describe('what decides bits', () => {
  /** The standard says what these give, to the last bit, and what `**` gives of bigints. Of the rest each implementation decides. */
  const EXACT =
    /^(abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|E|LN2|LN10|LOG2E|LOG10E|PI|SQRT1_2|SQRT2)$/;
  /** Where nothing of a result is computed. */
  const APART: Readonly<Record<string, string>> = {
    'src/cli/': 'what is shown in a terminal',
    'src/runner/': 'waiting times and limits of memory',
    'src/store/': 'limits of sizes',
    'src/report/figures/': 'where on a page a mark is drawn; the report is compared by digests, but no step reads it',
  };

  it('comes from operations that are rounded alike everywhere', () => {
    const found = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => `src/${name.replaceAll(path.sep, '/')}`)
      .filter((file) => file.endsWith('.ts') && !Object.keys(APART).some((place) => file.startsWith(place)))
      .flatMap((file) => inexactIn(readFileSync(file, 'utf8')).map((what) => `${file}: ${what}`));
    expect(found).toEqual([]);
  });

  it('the same search finds what is not', () => {
    const text =
      "/** cos ** 2 */ const x = Math.cos(a) + b ** 2 + Math.sqrt(c); // Math.exp\nx **= Mathf.pow(x, 2) + Math['log'](2);";
    expect(inexactIn(text)).toEqual(['Math.cos', '**', '**', 'Mathf.pow', "Math['"]);
  });

  function inexactIn(text: string): string[] {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    return [...code.matchAll(/\bMathf?(?:\.(\w+)|\[.)|(?<!\dn )\*\*/g)]
      .filter(([, name]) => name === undefined || !EXACT.test(name))
      .map(([what]) => what);
  }
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
