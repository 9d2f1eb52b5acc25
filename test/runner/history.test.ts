import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastUses, NO_HISTORY, pastExperiments, readHistory } from '../../src/runner/history.js';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'kindred-history-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

test('a history that cannot be read is none', () => {
  writeFileSync(path.join(cache, 'history'), '');
  expect(pastExperiments(cache)).toEqual([]);
  expect(readHistory(cache, 'tiny')).toEqual(NO_HISTORY);
});

test('a file of it that cannot be read holds up nothing', () => {
  mkdirSync(path.join(cache, 'history'));
  symlinkSync('loop.json', path.join(cache, 'history', 'loop.json'));
  expect(pastExperiments(cache)).toEqual([{ name: 'loop', time: 0 }]);
  expect(lastUses(cache).size).toBe(0);
});
