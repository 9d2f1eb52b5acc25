import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileOf, makeFiles } from './graph.mjs';
import { runIn } from './tool.mjs';

export function setUp(place, graph, snakemake) {
  const files = (numbers) => numbers.map((number) => `"${fileOf(number)}"`).join(', ');
  const rule = (needs, number) =>
    `rule s${number}:\n${needs.length > 0 ? `    input: ${files(needs)}\n` : ''}    output: ${files([number])}\n    shell: "echo ${number} > {output}"\n`;
  const all = `rule all:\n    input: ${files([...graph.steps.keys()])}\n`;
  writeFileSync(path.join(place, 'Snakefile'), all + graph.steps.map(rule).join(''));
  makeFiles(place, graph);
  runIn(place, [snakemake, '--touch', '--cores', '2', '--quiet', 'all']);
}

export const nothingToDo = (snakemake) => [snakemake, '--cores', '2', '--quiet', 'all'];
