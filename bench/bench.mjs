// npm run bench [-- PART…]: medians of several rounds (BENCH_ROUNDS, 5), beside the same work in Python where PEER_PYTHON
// names an interpreter with torch, numpy and scikit-learn; ours and theirs in turn. A part is the start of the name of a file in
// rows/, and adding a row is adding such a file:
//
//   export const title = 'what is measured';
//   export const unit = 'CPU s';                         // of `ours` and `peer`
//   export const target = { ratio: 0.6 };                // at most so many times the peer; or { most: 60 }, or { least: 1.9 }
//   export const isSlow = true;                          // only when asked for by its whole name
//   export function ours() { return { value: 1.2 }; }    // may be async; what else it gives goes to `note`
//   export function peer() { return { value: 2.5 }; }    // the same work in Python
//   export function note(ours, peer) { return 'eigenvalues within 0.01 %'; }
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { median } from './tools/median.mjs';
import { hasPeers, peersInWords } from './tools/peers.mjs';
import { removeFolder } from './tools/run.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const parts = process.argv.slice(2);
const rows = await Promise.all(
  readdirSync(new URL('rows/', import.meta.url))
    .sort()
    .map(async (file) => ({ name: path.parse(file).name, ...(await import(`./rows/${file}`)) })),
);
const chosen = rows.filter(({ name, isSlow }) => {
  return parts.length === 0 ? isSlow !== true : parts.some((part) => (isSlow ? name === part : name.startsWith(part)));
});

if (chosen.length === 0) {
  print(`No part begins with ${parts.join(' or ')}. Parts: ${rows.map(({ name }) => name).join(', ')}`);
  process.exitCode = 2;
} else {
  print(peersInWords);
  print(`Medians of ${rounds} rounds.\n`);
  print(line('part', 'ours', 'peer', 'ratio', 'target', 'what'));
  try {
    for (const row of chosen) print(await measured(row));
  } finally {
    removeFolder();
  }
}

async function measured(row) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await row.ours(round));
    if (row.peer !== undefined && hasPeers) theirs.push(await row.peer(round));
  }
  const value = median(ours.map((one) => one.value));
  const beside = theirs.length > 0 ? median(theirs.map((one) => one.value)) : undefined;
  const ratio = beside === undefined ? undefined : value / beside;
  const note = row.note?.(ours.at(-1), theirs.at(-1));
  return line(
    row.name,
    `${digits(value)} ${row.unit}`,
    beside === undefined ? '' : digits(beside),
    ratio === undefined ? '' : ratio.toFixed(2),
    verdict(row.target, value, ratio),
    note ? `${row.title}; ${note}` : row.title,
  );
}

function verdict(target, value, ratio) {
  if (target === undefined) return '';
  const { ratio: mostRatio, most, least } = target;
  if (mostRatio !== undefined && ratio === undefined) return `<= ${mostRatio}x`;
  const [text, isMet] =
    mostRatio !== undefined
      ? [`<= ${mostRatio}x`, ratio <= mostRatio]
      : most !== undefined
        ? [`<= ${most}`, value <= most]
        : [`>= ${least}`, value >= least];
  return `${text} ${isMet ? 'met' : 'MISSED'}`;
}

function digits(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function line(name, ours, peer, ratio, target, what) {
  return `${name.padEnd(20)}${ours.padStart(14)}${peer.padStart(8)}${ratio.padStart(7)}  ${target.padEnd(15)} ${what}`;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
