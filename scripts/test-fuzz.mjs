// Plays mutated and hostile experiment files and prints the tally: npm run test:fuzz -- [--cases N] [--from N] [--seed S] [--case N] [--commands N] [--verdicts FILE]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '5000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    commands: { type: 'string', default: '36' },
    /** Of an earlier call, to be counted too. */
    verdicts: { type: 'string' },
  },
});

const OFFENCES = ['crash', 'hang', 'over 1 s', 'no place', 'raw characters', 'pollution'];
/** A case that takes so long does not end. */
const HANG_MS = 60_000;

const folder = mkdtempSync(path.join(tmpdir(), 'kindred-tally-'));
const current = path.join(folder, 'current');
const notes = values.verdicts ?? path.join(folder, 'verdicts.jsonl');
writeFileSync(current, '');
const one = values.case !== undefined;
const request = {
  seed: Number(values.seed),
  from: Number(values.case ?? values.from),
  count: one ? 1 : Number(values.cases),
  commands: one ? 1 : Number(values.commands),
  current,
  notes,
};

const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/fuzz'], {
  stdio: 'inherit',
  detached: true,
  env: { ...process.env, KINDRED_FUZZ_CASES: JSON.stringify(request) },
});
process.on('SIGINT', killAll);
const watch = watchForHang();
child.on('exit', (status) => {
  clearInterval(watch.timer);
  const verdicts = existsSync(notes)
    ? readFileSync(notes, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  print([...verdicts, ...watch.hung]);
  rmSync(folder, { recursive: true });
  process.exitCode = status ?? 1;
});

/** The processes that play, one of which may be in an endless loop. */
function killAll() {
  process.kill(-child.pid, 'SIGKILL');
}

/** A case that does not end would be played for ever. */
function watchForHang() {
  const hung = [];
  let seen = { number: '', since: Date.now() };
  const timer = setInterval(() => {
    const number = readFileSync(current, 'utf8');
    if (number !== seen.number) seen = { number, since: Date.now() };
    if (number === '' || Date.now() - seen.since < HANG_MS) return;
    hung.push({ number, kind: 'hang', findings: [{ offence: 'hang' }] });
    process.stderr.write(`case ${number} does not end: npm run test:fuzz -- --seed ${request.seed} --case ${number}\n`);
    killAll();
  }, 1000);
  return { timer, hung };
}

function print(verdicts) {
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) => [kind, ...countsOf(verdicts.filter((one) => one.kind === kind))]);
  const head = ['kind', 'cases', 'accepted', ...OFFENCES];
  for (const row of [head, ...rows, ['all', ...countsOf(verdicts)]]) {
    const cells = row.map((cell, column) => String(cell).padStart(column === 0 ? 0 : head[column].length));
    process.stdout.write(`${cells[0].padEnd(24)}  ${cells.slice(1).join('  ')}\n`);
  }
}

/** Cases, experiments that were right all the same, and cases with each offence. */
function countsOf(verdicts) {
  const accepted = verdicts.filter(({ isAccepted }) => isAccepted).length;
  const offences = OFFENCES.map((name) =>
    verdicts.filter(({ findings }) => findings.some((one) => one.offence === name)),
  );
  return [verdicts.length, accepted, ...offences.map(({ length }) => length)];
}
