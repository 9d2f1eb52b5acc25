// Plays cases of faults and prints the tally: npm run test:faults -- [in-process|processes] [--cases N] [--from N] [--kind K] [--case N]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: '200' },
    from: { type: 'string', default: '0' },
    kind: { type: 'string' },
    case: { type: 'string' },
  },
});

/** Cases of each kind that one process can play for each that starts processes of its own. */
const CHEAPER = 10;
const OFFENCES = ['wrong hit', 'lost step', 'hang', 'untrue exit status', 'half-written file', 'stack trace'];

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-tally-'));
const notes = path.join(folder, 'verdicts.jsonl');
const tables = positionals.length > 0 ? positionals : ['in-process', 'processes'];
const files = tables.map((table) => `test/faults/${table}.test.ts`);
const request = tables.map((table) => ({ table, kind: values.kind, ...range(table), notes }));

const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
  stdio: 'inherit',
  env: { ...process.env, KINDRED_FAULT_CASES: JSON.stringify(request) },
});
print(
  existsSync(notes)
    ? readFileSync(notes, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [],
);
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;

function range(table) {
  if (values.case !== undefined) return { from: Number(values.case), count: 1 };
  const cases = Number(values.cases);
  return { from: Number(values.from), count: table === 'processes' ? Math.ceil(cases / CHEAPER) : cases };
}

function print(verdicts) {
  const kinds = [...new Set(verdicts.map(({ table, kind }) => `${table}: ${kind}`))].sort();
  const rows = kinds.map((kind) => [kind, ...countsOf(verdicts.filter((one) => `${one.table}: ${one.kind}` === kind))]);
  const head = ['kind of fault', 'cases', 'struck', ...OFFENCES];
  for (const row of [head, ...rows, ['all', ...countsOf(verdicts)]]) {
    const cells = row.map((cell, column) => String(cell).padStart(column === 0 ? 0 : head[column].length));
    process.stdout.write(`${cells[0].padEnd(38)}  ${cells.slice(1).join('  ')}\n`);
  }
}

/** Cases, faults that struck before the end of the run, and cases with each offence. */
function countsOf(verdicts) {
  const struck = verdicts.reduce((sum, one) => sum + one.struck, 0);
  const offences = OFFENCES.map((name) =>
    verdicts.filter(({ findings }) => findings.some((one) => one.offence === name)),
  );
  return [verdicts.length, struck, ...offences.map(({ length }) => length)];
}
