// Makes @tensorflow/tfjs-node work where its own download is blocked: builds its addon against the TensorFlow library of a
// wheel from the Python package index. May be called again at any time; it does what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Where npm has installed kindred, packages are shared: the folder of that project. */
const PROJECT = projectFolder();
const PACKAGE = path.join(PROJECT, 'node_modules/@tensorflow/tfjs-node');
const WHEEL = path.join(ROOT, 'scripts/tensorflow.txt');
const VERSION = /^tensorflow-cpu==(\S+)/m.exec(readFileSync(WHEEL, 'utf8'))[1];
const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'kindred');
/** Outside of node_modules, which `npm ci` empties. */
const LIBRARY = path.join(CACHE, `tensorflow-${VERSION}`);
/** The wheel, and what is unpacked of it. */
const NEEDED_BYTES = 1.2e9;

main();

function main() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    stop(`there is no wheel of the library for ${process.platform} ${process.arch}`, 'docs/engines.md has other ways');
  installPackage();
  if (!works()) {
    if (!existsSync(LIBRARY)) fetchLibrary();
    buildAddon();
    const { ok, output } = tryOut();
    if (!ok) stop(`the addon is built but does not work:\n${output}`, 'docs/engines.md has other ways');
  }
  process.stdout.write(`@tensorflow/tfjs-node works; \`npx pipeline doctor\` shows the engines\n`);
}

function projectFolder() {
  const above = /^(.+)[/\\]node_modules[/\\][^/\\]+$/.exec(ROOT)?.[1];
  return above !== undefined && existsSync(path.join(above, 'package.json')) ? above : ROOT;
}

/** npm takes an optional package away again when its install script fails, so the script is left out. */
function installPackage() {
  if (existsSync(PACKAGE)) return;
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const wanted = `@tensorflow/tfjs-node@${optionalDependencies['@tensorflow/tfjs-node']}`;
  say(`installing ${wanted} without its download`);
  run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', wanted], {
    failure: `npm could not install ${wanted}`,
    remedy: 'see the message above; npm needs its registry',
  });
}

function fetchLibrary() {
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
  need(
    'python3',
    [...pip, '--version'],
    'Python 3 with pip is not here',
    'install it, on Debian: apt-get install python3-pip',
  );
  mkdirSync(CACHE, { recursive: true });
  const { bavail, bsize } = statfsSync(CACHE);
  if (bavail * bsize < NEEDED_BYTES)
    stop(`${CACHE} has less than ${NEEDED_BYTES / 1e9} GB free`, 'free space, or set XDG_CACHE_HOME to another folder');
  const staging = path.join(CACHE, `tensorflow-${process.pid}`);
  process.once('exit', () => rmSync(staging, { recursive: true, force: true }));
  say(`fetching the library of tensorflow-cpu ${VERSION} (230 MB)`);
  const exactly = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--requirement', WHEEL];
  const forThis = ['--implementation', 'cp', '--python-version', '3.11', '--platform', 'manylinux2014_x86_64'];
  run('python3', [...pip, 'download', ...exactly, ...forThis, '--dest', staging], {
    failure: `pip could not fetch tensorflow-cpu ${VERSION} as ${path.relative(ROOT, WHEEL)} asks for it`,
    remedy: 'see the message above; pip needs its package index, or a mirror of it in its configuration',
  });
  unpack(staging);
  if (!existsSync(LIBRARY)) renameSync(path.join(staging, 'deps'), LIBRARY);
}

/** The library and the headers of its C interface, in the folders and under the names that the addon's build expects. */
function unpack(staging) {
  const wheel = readdirSync(staging).find((name) => name.endsWith('.whl'));
  const members =
    '^tensorflow/(libtensorflow_(cc|framework)\\.so\\.2$|include/(tsl|xla/tsl|tensorflow/(c|core/platform))/)';
  const program = `
import re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if re.match(sys.argv[3], name)])`;
  run('python3', ['-c', program, path.join(staging, wheel), staging, members], {
    failure: 'the wheel could not be unpacked',
    remedy: 'see the message above',
  });
  const lib = path.join(staging, 'deps/lib');
  mkdirSync(lib, { recursive: true });
  renameSync(path.join(staging, 'tensorflow/include'), path.join(staging, 'deps/include'));
  for (const [from, to] of [
    ['libtensorflow_cc', 'libtensorflow'],
    ['libtensorflow_framework', 'libtensorflow_framework'],
  ]) {
    renameSync(path.join(staging, `tensorflow/${from}.so.2`), path.join(lib, `${from}.so.${VERSION}`));
    symlinkSync(`${from}.so.${VERSION}`, path.join(lib, `${from}.so.2`));
    symlinkSync(`${from}.so.2`, path.join(lib, `${to}.so`));
  }
}

function buildAddon() {
  need('python3', ['--version'], 'Python 3 is not here', 'install it, on Debian: apt-get install python3');
  need('c++', ['--version'], 'a C++ compiler is not here', 'install one, on Debian: apt-get install g++');
  need('make', ['--version'], 'make is not here', 'install it, on Debian: apt-get install make');
  rmSync(path.join(PACKAGE, 'deps'), { recursive: true, force: true });
  symlinkSync(LIBRARY, path.join(PACKAGE, 'deps'));
  say('building the addon');
  // Node's headers are beside most installations of it; where they are not, node-gyp downloads them.
  const prefix = path.resolve(process.execPath, '../..');
  const headers = existsSync(path.join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const build = path.join(PROJECT, 'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp');
  run(process.execPath, [build, 'install', '--build-from-source', '--loglevel=error', ...headers], {
    cwd: PACKAGE,
    failure: 'the addon could not be built',
    remedy:
      headers.length > 0
        ? 'see the message above'
        : `see the message above; Node's headers are not in ${prefix}/include/node: install them, on Debian: apt-get install libnode-dev`,
  });
}

function works() {
  return tryOut().ok;
}

/** Loads it in a process of its own, which a library that does not fit would take down. */
function tryOut() {
  const program = "const tf = require('@tensorflow/tfjs-node'); process.exit(tf.add(1, 1).dataSync()[0] === 2 ? 0 : 1)";
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '1' };
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: PROJECT, env, encoding: 'utf8' });
  return { ok: status === 0, output: stderr };
}

function need(command, args, failure, remedy) {
  if (spawnSync(command, args).status !== 0) stop(failure, remedy);
}

function run(command, args, { cwd = PROJECT, failure, remedy }) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
  stop(failure, remedy);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function stop(problem, remedy) {
  process.stderr.write(`error: ${problem}\n  ${remedy}\n`);
  process.exit(1);
}
