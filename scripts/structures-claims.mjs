// The numbers behind docs/structures.md: node scripts/structures-claims.mjs results/structures
// Run `npx pipeline run experiments/structures.yaml` before.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

const [results = 'results/structures'] = process.argv.slice(2);
const rows = parse(readFileSync(path.join(results, 'similarity.csv')), { columns: true });
const matrices = new Map();
for (const row of rows) {
  if (row.compare !== 'models' || row.partition !== 'clusters' || row.measure !== 'adjustedRand') continue;
  const place = `${row.epoch} | ${row.layer}`;
  matrices.set(place, [...(matrices.get(place) ?? []), row]);
}

print('| epoch | layer | same structure | other structures | p |');
print('| --- | --- | ---: | ---: | ---: |');
for (const [place, entries] of matrices) {
  const agreement = new Map(entries.map(({ a, b, value }) => [`${a} ${b}`, Number(value)]));
  const models = [...new Set(entries.map(({ a }) => a))];
  const meanOf = (pairs) => mean(pairs.map(([a, b]) => agreement.get(`${a} ${b}`)));
  const all = models.flatMap((a, index) => models.slice(index + 1).map((b) => [a, b]));
  const same = all.filter(isSame);
  const other = all.filter((pair) => !isSame(pair));
  const matchings = [...matchingsOf(models)].map(meanOf);
  const p = matchings.filter((value) => value >= meanOf(same) - 1e-12).length / matchings.length;
  print(`| ${place} | ${meanOf(same).toFixed(3)} | ${meanOf(other).toFixed(3)} | ${p.toFixed(3)} |`);
}

function isSame([a, b]) {
  return structureOf(a) === structureOf(b);
}

function structureOf(model) {
  return model.split('-')[0];
}

/** Every way to part the models into pairs: 945 for ten. */
function* matchingsOf([first, ...rest]) {
  if (first === undefined) yield [];
  for (const partner of rest) {
    for (const others of matchingsOf(rest.filter((model) => model !== partner))) yield [[first, partner], ...others];
  }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
