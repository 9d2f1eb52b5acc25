import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Grounds, playCase, type Verdict } from './case.js';
import { prepareGrounds } from './ground.js';
import { IN_PROCESS_FAULTS } from './in-process-faults.js';
import { PROCESS_FAULTS } from './process-faults.js';

const TABLES = { 'in-process': IN_PROCESS_FAULTS, processes: PROCESS_FAULTS } as const;

/** What scripts/test-faults.mjs asks for. */
interface Request {
  readonly table: string;
  readonly kind?: string;
  readonly from: number;
  readonly count: number;
  /** Where verdicts are noted, one a line. */
  readonly notes: string | undefined;
}

/** A test for each kind of fault. Without a request it plays `count` cases of each. */
export function playFaults(table: keyof typeof TABLES, count: number): void {
  const faults = TABLES[table];
  const asked = JSON.parse(process.env['KINDRED_FAULT_CASES'] ?? 'null') as Request[] | null;
  const request = asked?.find((one) => one.table === table);
  const { kind: only, from, count: cases, notes } = request ?? { from: 0, count, notes: undefined };
  const kinds = Object.keys(faults).filter((kind) => only === undefined || kind === only);
  if (kinds.length === 0) {
    it(`${only} is a kind of another table`, () => {
      expect(Object.values(TABLES).flatMap((kinds) => Object.keys(kinds))).toContain(only);
    });
    return;
  }
  let grounds: Grounds & { remove(): void };
  beforeAll(async () => {
    grounds = await prepareGrounds();
  });
  afterAll(() => grounds.remove());
  it.each(kinds)(
    `${cases} cases: %s`,
    async (kind) => {
      const verdicts: Verdict[] = [];
      for (let number = from; number < from + cases; number++) {
        const verdict = await playCase(faults, kind, number, grounds);
        verdicts.push(verdict);
        if (notes !== undefined) appendFileSync(notes, `${JSON.stringify({ table, ...verdict })}\n`);
      }
      expect(verdicts.filter(({ findings }) => findings.length > 0).map((verdict) => describe(table, verdict))).toEqual(
        [],
      );
      expect(request !== undefined || verdicts.some(({ struck }) => struck > 0)).toBe(true);
    },
    cases * 10_000 + 120_000,
  );
}

/** What is needed to play it again. */
function describe(table: string, { kind, number, title, findings }: Verdict): string {
  const reasons = findings.map(({ offence, detail }) => `  ${offence}: ${detail}`);
  return [`${title}`, ...reasons, `npm run test:faults -- ${table} --kind '${kind}' --case ${number}`].join('\n');
}
