// node bench/runners.mjs [STEPS…]: how long it takes to find that nothing changed, here and in other tools, for graphs of the
// same shape: as many steps, with the same edges; the others' steps only write a line. Prints a Markdown table.
// Tools are found on PATH, or where MAKE, NINJA, SNAKEMAKE, DVC and TURBO say; what is not there is left out.
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { graphOf } from './runners/graph.mjs';
import { LIMIT_SECONDS, pathOf, secondsOf, versionOf } from './runners/tool.mjs';
import { median } from './tools/median.mjs';
import { folder, removeFolder } from './tools/run.mjs';

const TOOLS = ['kindred', 'make', 'ninja', 'snakemake', 'dvc', 'turbo'];
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const sizes = process.argv.slice(2).map(Number);
const graphs = (sizes.length > 0 ? sizes : [51, 1001, 10_001]).map((steps) => graphOf(steps));

try {
  print(`Node ${process.versions.node}, ${availableParallelism()} cores, medians of ${rounds} rounds.\n`);
  printRow(
    'nothing to do, seconds',
    graphs.map(({ steps }) => `${steps.length} steps`),
  );
  printRow(
    '---',
    graphs.map(() => '---:'),
  );
  printRow(
    '`node` and nothing else',
    graphs.map(() => digits(median(timesOf([process.execPath, '--eval', ''])))),
  );
  for (const name of TOOLS) {
    const tool = { command: pathOf(name), ...(await import(`./runners/${name}.mjs`)) };
    const version = versionOf(tool);
    if (version === undefined) continue;
    const cells = [];
    for (const graph of graphs) cells.push(await measured(tool, name, graph));
    printRow(`${name} ${version}`, cells);
  }
  print(`\n-: not ready for the measurement, or not done, within ${LIMIT_SECONDS} s`);
} finally {
  removeFolder();
}

async function measured({ command, setUp, nothingToDo }, name, graph) {
  const place = path.join(folder, `${name}-${graph.steps.length}`);
  mkdirSync(place);
  try {
    await setUp(place, graph, command);
    return digits(median(timesOf(nothingToDo(command, graph), place)));
  } catch (error) {
    if (error.code === 'ETIMEDOUT') return '-';
    throw error;
  } finally {
    rmSync(place, { recursive: true });
  }
}

function timesOf(command, place = folder) {
  return Array.from({ length: rounds }, () => secondsOf(command, place));
}

function digits(seconds) {
  return seconds >= 100 ? seconds.toFixed(0) : seconds.toPrecision(2);
}

function printRow(name, cells) {
  print(`| ${[name, ...cells].join(' | ')} |`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
