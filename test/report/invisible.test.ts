import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { StrangersRig } from '../store/strangers-rig.js';

const rig = new StrangersRig();
afterAll(() => rig.remove());

it('names of classes that a terminal would obey, or that nobody sees, are escaped in tables and on the page', async () => {
  const names = { a: 'a\u001b[31m', b: '<b>\u0007\u202e', c: 'c\u0085\u200b' };
  const table = readFileSync(rig.table, 'utf8');
  writeFileSync(
    rig.table,
    table.replace(/,([abc])$/gm, (_, name: keyof typeof names) => `,${names[name]}`),
  );
  expect(await rig.runs()).toMatchObject({ status: 0 });
  const files = readdirSync(rig.results).filter((name) => /\.(csv|html)$/.test(name));
  expect(files).toEqual(expect.arrayContaining(['clusters.csv', 'report.html']));
  for (const name of files) {
    const text = readFileSync(path.join(rig.results, name), 'utf8');
    expect([name, /[\p{Cc}\p{Cf}]/u.exec(text.replaceAll('\n', ''))?.[0]]).toEqual([name, undefined]);
  }
  expect(readFileSync(path.join(rig.results, 'clusters.csv'), 'utf8')).toContain(',a\\u001b[31m,');
});
