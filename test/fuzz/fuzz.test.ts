import { appendFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Rig } from '../stories/rig.js';
import { OFFENCES } from './judge.js';
import { caseOf, playCases, type Verdict } from './play.js';

/** What scripts/test-fuzz.mjs asks for. */
interface Request {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  readonly commands: number;
  /** A file for the number of the case that is played, and one for verdicts, one a line. */
  readonly current: string;
  readonly notes: string;
}

const asked = JSON.parse(process.env['KINDRED_FUZZ_CASES'] ?? 'null') as Request | null;
const { seed, from, count, commands } = asked ?? { seed: 1, from: 0, count: 480, commands: 36 };

describe(`mutated and hostile experiment files, seed ${seed}`, () => {
  it(`${count} cases from ${from}: no crash, and every error has a place`, () => {
    const verdicts = playCases({ seed, from, count }, (number) => asked && writeFileSync(asked.current, `${number}`));
    if (asked) writeFileSync(asked.current, '');
    if (asked) appendFileSync(asked.notes, verdicts.map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect(verdicts.filter(isOffence).map(describeVerdict)).toEqual([]);
    if (asked === null) expect(verdicts.filter(({ isAccepted }) => isAccepted).length).toBeGreaterThan(count / 20);
  }, 600_000);

  const rig = new Rig();
  afterAll(() => rig.remove());
  const numbers = Array.from({ length: commands }, (_, index) => from + index);
  const files = numbers.map((number) => `case-${number}.yaml`);
  const fromCommand = (text: string) => text.replaceAll(/^note: .*\n?/gm, '');

  it(`${commands} of them by \`validate\`, and some by \`plan\`: the exit status is 0 or 2, and what is printed is text`, async () => {
    for (const [index, number] of numbers.entries()) rig.write(files[index], caseOf(seed, number).bytes);
    const outputs = [await rig.pipeline('validate', ...files)];
    for (const file of files.slice(0, commands / 6)) outputs.push(await rig.pipeline('plan', file));
    for (const { exitCode, stdout, stderr } of outputs) {
      expect([0, 2], stderr).toContain(exitCode);
      expect(stderr).not.toMatch(/internal error|\n\s+at /);
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      if (exitCode === 2) expect(fromCommand(stderr)).toMatch(/^case-\d+\.yaml:\d+:\d+: error [a-z-]+: /);
    }
    const told = files.filter(
      (file) => outputs[0].stdout.includes(`${file}: ok`) || outputs[0].stderr.includes(`${file}:`),
    );
    expect(told).toEqual(files);
  }, 600_000);
});

function isOffence({ findings }: Verdict): boolean {
  // Here the time is not asserted, but by the tally.
  return findings.some(({ offence }) => asked !== null || offence !== OFFENCES[4]);
}

/** What is needed to play it again. */
function describeVerdict({ number, kind, findings }: Verdict): string {
  const reasons = findings.map(({ offence, detail }) => `  ${offence}: ${detail}`);
  return [kind, ...reasons, `npm run test:fuzz -- --seed ${seed} --case ${number}`].join('\n');
}
