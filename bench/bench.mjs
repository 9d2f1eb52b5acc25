// npm run bench: whole jobs and parts, medians of several runs, beside the same work in Python where PEER_PYTHON names an
// interpreter with torch, numpy and scikit-learn. Ratios are ours / theirs, taken in turn in one session.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const command = path.join(root, 'dist/cli/main.js');
const experiment = path.join(root, 'experiments/quickstart.yaml');
const python = process.env.PEER_PYTHON;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const folder = mkdtempSync(path.join(tmpdir(), 'kindred-bench-'));

const rows = [];
const cold = [];
const peer = [];
for (let round = 0; round < rounds; round++) {
  cold.push(seconds(() => pipeline(`cold-${round}`)));
  if (python !== undefined) peer.push(seconds(peerJob));
}
rows.push(row('quickstart, cold', cold, peer));
rows.push(
  row(
    'quickstart, nothing changed',
    times(() => pipeline('cold-0')),
  ),
);
rows.push(
  row(
    'quickstart, another k',
    Array.from({ length: rounds }, (_, i) => seconds(() => pipeline(`cold-${i}`, '--set', 'cluster.kmeans.k=9'))),
  ),
);
rows.push(
  row(
    'training, CPU s per 60,000 images',
    times(trainingHere, (x) => x),
    python && times(trainingPeer, (x) => x),
  ),
);
rows.push(
  `two models at once                  ${(await throughputOfTwo()).toFixed(2).padStart(8)} x the throughput of one`,
);
rows.push(`peak memory of any process          ${(await peakMegabytes()).toFixed(0).padStart(8)} MiB`);
for (const line of script('bench/algorithms.mjs').trim().split('\n')) process.stdout.write(`${line}\n`);
for (const line of rows) process.stdout.write(`${line}\n`);
rmSync(folder, { recursive: true, force: true });

function pipeline(cache, ...rest) {
  const { status, stderr } = spawnSync(process.execPath, runArguments(cache, ...rest), {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(String(stderr));
}

function runArguments(cache, ...rest) {
  return [
    command,
    'run',
    experiment,
    '--reporter',
    'json',
    '--cache',
    path.join(folder, cache),
    '--out',
    path.join(folder, 'results'),
    ...rest,
  ];
}

function peerJob() {
  const data = exported();
  execFileSync(
    python,
    [path.join(root, 'bench/peer_seed.py'), data, '--epochs', '3', '--at', '1,2,3', '--train-size', '10000'],
    { stdio: 'ignore' },
  );
}

/** The decoded data as .npy files: the peer is spared decoding. */
function exported() {
  const run = JSON.parse(readFileSync(path.join(folder, 'results/quickstart/run.json'), 'utf8'));
  for (const name of ['train-images', 'train-labels', 'test-images', 'test-labels']) {
    const digest = run.steps.dataset.artifacts[`${name.replace('images', 'samples')}.npy`];
    copyFileSync(
      path.join(folder, 'cold-0/objects', digest.slice(0, 2), digest.slice(2)),
      path.join(folder, `${name}.npy`),
    );
  }
  return folder;
}

function trainingHere() {
  return JSON.parse(script('bench/training.mjs')).cpuSecondsPer60kImages;
}

function trainingPeer() {
  const text = execFileSync(python, [path.join(root, 'bench/peer_torch.py')], {
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  }).toString();
  return Number(/cpu s\/60k ([\d.]+)/.exec(text)[1]);
}

async function throughputOfTwo() {
  const ratios = [];
  for (let round = 0; round < rounds; round++) {
    const one = await wallSeconds(() => [training()]);
    ratios.push((2 * one) / (await wallSeconds(() => [training(), training()])));
  }
  return median(ratios);
}

function training() {
  return ended(spawn(process.execPath, [path.join(root, 'bench/training.mjs')], { stdio: 'ignore' }));
}

async function wallSeconds(start) {
  const began = performance.now();
  await Promise.all(start());
  return (performance.now() - began) / 1000;
}

/** The largest resident set that Linux saw in any process of a cold quickstart, looked up ten times a second. */
async function peakMegabytes() {
  const child = spawn(process.execPath, runArguments('memory'), { stdio: 'ignore' });
  let peak = 0;
  const poll = setInterval(() => {
    for (const pid of [child.pid, ...childrenOf(child.pid)]) peak = Math.max(peak, highWaterKilobytes(pid));
  }, 100);
  await ended(child);
  clearInterval(poll);
  return peak / 1024;
}

function childrenOf(pid) {
  const text = readIfThere(`/proc/${pid}/task/${pid}/children`);
  return text.split(' ').filter(Boolean).map(Number);
}

function highWaterKilobytes(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? 0);
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit status ${code}`))));
  });
}

function script(name) {
  return execFileSync(process.execPath, [path.join(root, name)]).toString();
}

function times(work, measure = undefined) {
  return Array.from({ length: rounds }, () => (measure === undefined ? seconds(work) : measure(work())));
}

function seconds(work) {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function row(name, ours, theirs = []) {
  const beside =
    theirs.length > 0
      ? `   peer ${median(theirs).toFixed(2)}   ratio ${(median(ours) / median(theirs)).toFixed(2)}`
      : '';
  return `${name.padEnd(36)}${median(ours).toFixed(2).padStart(8)} s${beside}`;
}
