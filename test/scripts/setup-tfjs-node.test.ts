import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** A checkout in which the package is installed and its addon is not built. */
let folder: string;
const inFolder = (...parts: string[]) => path.join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kindred-setup-'));
  for (const name of ['scripts', 'bin', 'cache/kindred', 'node_modules/@tensorflow/tfjs-node'])
    mkdirSync(inFolder(name), { recursive: true });
  for (const name of ['package.json', 'scripts/setup-tfjs-node.mjs', 'scripts/tensorflow.txt'])
    copyFileSync(name, inFolder(name));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the script where these commands alone can be found, which succeed and do nothing. */
async function setUp(...commands: string[]) {
  for (const command of commands) symlinkSync('/bin/true', inFolder('bin', command));
  const env = { PATH: inFolder('bin'), HOME: folder, XDG_CACHE_HOME: inFolder('cache') };
  const { stderr, exitCode } = await execa(process.execPath, [inFolder('scripts/setup-tfjs-node.mjs')], {
    env,
    extendEnv: false,
    reject: false,
  });
  return { stderr, exitCode };
}

function addLibrary() {
  const [, version] = /==(\S+)/.exec(readFileSync('scripts/tensorflow.txt', 'utf8')) ?? [];
  mkdirSync(inFolder(`cache/kindred/tensorflow-${version}/lib`), { recursive: true });
}

if (process.platform === 'linux' && process.arch === 'x64') {
  it('each tool that the setup lacks is named, with how to get it', async () => {
    expect(await setUp()).toEqual({
      exitCode: 1,
      stderr: 'error: Python 3 with pip is not here\n  install it, on Debian: apt-get install python3-pip',
    });
    addLibrary();
    expect((await setUp('python3')).stderr).toBe(
      'error: a C++ compiler is not here\n  install one, on Debian: apt-get install g++',
    );
    expect((await setUp('c++')).stderr).toBe('error: make is not here\n  install it, on Debian: apt-get install make');
  });

  it('a build that fails shows what it said', async () => {
    addLibrary();
    const build = inFolder('node_modules/@mapbox/node-pre-gyp/bin');
    mkdirSync(build, { recursive: true });
    writeFileSync(path.join(build, 'node-pre-gyp'), "console.error('no such header'); process.exit(1);");
    const { stderr, exitCode } = await setUp('python3', 'c++', 'make');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^no such header\nerror: the addon could not be built\n {2}see the message above/);
  });
} else {
  it('another system is told so at once', async () => {
    expect((await setUp()).stderr).toMatch(/^error: there is no wheel of the library for /);
  });
}
