import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VARIANTS } from '../faults/ground.js';

interface PackageJson {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** In an empty folder, with what it depends on and nothing else: no optional package, and none that only development needs. */
describe('the package that npm packs', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kindred-package-'));
  const home = path.join(folder, 'node_modules/kindred');
  const inPackage = (...parts: string[]) => path.join(home, ...parts);
  const command = (name: string, ...args: string[]) =>
    execa(path.join(folder, 'node_modules/.bin', name), args, { cwd: folder, reject: false, env: { NO_COLOR: '1' } });

  beforeAll(async () => {
    const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await execa('npm', packing);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    for (const { header, data } of await unpackTar(gunzipSync(readFileSync(path.join(folder, filename))))) {
      const file = inPackage(header.name.replace(/^package\//, ''));
      mkdirSync(path.dirname(file), { recursive: true });
      if (data) writeFileSync(file, data, { mode: header.mode });
    }
    const { bin, dependencies } = JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as PackageJson;
    for (const name of Object.keys(dependencies))
      link(path.resolve('node_modules', name), path.join(folder, 'node_modules', name));
    for (const [name, file] of Object.entries(bin)) link(inPackage(file), path.join(folder, 'node_modules/.bin', name));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  function link(target: string, file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    symlinkSync(target, file);
  }

  it('has the command under both its names, of which `npx kindred` needs the one', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const name of ['kindred', 'pipeline']) {
      const { stdout, exitCode } = await command(name, 'doctor', '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ versions: { kindred: version } });
    }
  });

  it('runs an experiment, and one that `init` wrote is right', async () => {
    const { experiment, table } = VARIANTS.base;
    writeFileSync(path.join(folder, 'tiny.yaml'), experiment);
    writeFileSync(path.join(folder, 'data.csv'), table);
    expect(await command('kindred', 'run', 'tiny.yaml')).toMatchObject({ exitCode: 0 });
    expect(existsSync(path.join(folder, 'results/tiny/report.html'))).toBe(true);
    expect(await command('kindred', 'init', 'mine.yaml')).toMatchObject({ exitCode: 0 });
    expect(await command('kindred', 'validate', 'mine.yaml')).toMatchObject({ exitCode: 0 });
    const shipped = readdirSync(inPackage('experiments')).filter((name) => name.endsWith('.yaml'));
    expect(
      await command('kindred', 'validate', ...shipped.map((name) => inPackage('experiments', name))),
    ).toMatchObject({
      exitCode: 0,
    });
  }, 60_000);

  it('has whatever `doctor` tells to run or to read', async () => {
    const { stdout } = await command('kindred', 'doctor', '--json');
    const { engines } = JSON.parse(stdout) as { engines: { name: string; state: string; remedy?: string }[] };
    const remedy = engines.find(({ state }) => state === 'missing')?.remedy ?? '';
    const [, script = '', guide = ''] = /^run `node (\S+)`; (\S+) has other ways$/.exec(remedy) ?? [];
    for (const file of [script, guide]) expect([file, existsSync(path.resolve(folder, file))]).toEqual([file, true]);
  });

  it('has whatever its documents link to', () => {
    const documents = ['.', 'docs'].flatMap((name) =>
      readdirSync(inPackage(name))
        .filter((file) => file.endsWith('.md'))
        .map((file) => path.join(name, file)),
    );
    expect(documents.length).toBeGreaterThan(10);
    const broken = documents.flatMap((document) => {
      const links = readFileSync(inPackage(document), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)(#[^)\s]*)?\)/g);
      return [...links]
        .map(([, to]) => to)
        .filter((to) => !existsSync(inPackage(path.dirname(document), to)))
        .map((to) => `${document}: ${to}`);
    });
    expect(broken).toEqual([]);
  });

  it('has nothing that only development needs', () => {
    const files = readdirSync(home, { recursive: true })
      .map(String)
      .filter((name) => lstatSync(inPackage(name)).isFile());
    expect(files.filter((name) => /\.(ts|map)$|^(src|test|bench)\/|\.test\./.test(name))).toEqual([]);
    const size = files.reduce((sum, name) => sum + lstatSync(inPackage(name)).size, 0);
    expect(size).toBeLessThan(8e6);
  });
});
