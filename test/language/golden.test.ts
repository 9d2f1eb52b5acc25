import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { complaints } from './rig.js';

const folder = new URL('./golden/', import.meta.url);
const cases = readdirSync(folder).filter((name) => name.endsWith('.exp'));

// UPDATE with `npx vitest run test/language -u`, then read what changed.
test.each(cases)('golden/%s is complained about as in its .txt', async (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const expected = new URL(name.replace('.exp', '.txt'), folder).pathname;
  await expect(`${complaints(text, [], name)}\n`).toMatchFileSnapshot(expected);
});
