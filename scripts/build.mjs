// Unless dist/ is up to date: compiles src/ to dist/ and each WASM module to dist/wasm/, joins the main process's modules, and links the command where npx finds it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const run = (script, ...args) =>
  execFileSync(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' });

const modules = [
  ['src/engines/simd/assembly', 'training'],
  ['src/engines/simd/assembly', 'training-fused', '--enable', 'relaxed-simd'],
  ['src/engines/tfjs-wasm/assembly', 'tfjs-wasm'],
  ['src/algorithms/assembly', 'linear-algebra'],
  ['src/algorithms/assembly', 'linear-algebra-fused', '--enable', 'relaxed-simd'],
];

// The first `npx pipeline` in a checkout asks for a build too, maybe while another run uses this one.
const stamp = path.join(root, 'dist/built-from');
const sources = digestOfSources();
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) process.exit(0);

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
mkdirSync(path.join(root, 'dist/wasm'), { recursive: true });
for (const [folder, name, ...features] of modules) {
  if (!existsSync(path.join(root, folder, 'index.ts'))) continue;
  run(
    'assemblyscript/bin/asc.js',
    `${folder}/index.ts`,
    '-o',
    `dist/wasm/${name}.wasm`,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    ...features,
    '--importMemory',
    '--initialMemory',
    '1',
    '--zeroFilledMemory',
  );
}
run('typescript/bin/tsc');

await bundle(path.join(root, 'dist'), JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));

const command = path.join(root, 'dist/pipeline.js');
chmodSync(command, 0o755);
for (const name of ['kindred', 'pipeline']) {
  const link = path.join(root, 'node_modules/.bin', name);
  rmSync(link, { force: true });
  symlinkSync(path.relative(path.dirname(link), command), link);
}

writeFileSync(stamp, sources);

function digestOfSources() {
  const folders = ['src', 'scripts'].flatMap((name) =>
    readdirSync(path.join(root, name), { recursive: true }).map((file) => path.join(name, file)),
  );
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', ...folders.sort()];
  const hash = createHash('sha256');
  for (const file of files) {
    if (!statSync(path.join(root, file)).isFile()) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}
