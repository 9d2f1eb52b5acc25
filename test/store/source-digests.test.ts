import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { digestOf } from '../../src/store/fingerprint.js';
import { sourceDigests } from '../../src/store/source-digests.js';

describe('digests of source files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kindred-sources-'));
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = () => path.join(folder, 'images.bin');
  const record = () => path.join(folder, 'sources.json');
  const digest = () => sourceDigests(folder, [file()])[0];
  const secondsAfterEdit = (seconds: number) => vi.setSystemTime(statSync(file()).ctimeMs + seconds * 1000);

  it('a file that was edited a moment ago is not remembered: the next edit could leave the same times', () => {
    writeFileSync(file(), 'one');
    secondsAfterEdit(1);
    expect(digest()).toBe(digestOf(Buffer.from('one')));
    expect(() => readFileSync(record())).toThrow('ENOENT');
    secondsAfterEdit(-3600);
    digest();
    expect(() => readFileSync(record())).toThrow('ENOENT');
    secondsAfterEdit(60);
    digest();
    expect(readFileSync(record(), 'utf8')).toContain(digestOf(Buffer.from('one')));
  });

  it('a record that changed on disk is not believed', () => {
    writeFileSync(file(), 'one');
    secondsAfterEdit(60);
    const right = digest();
    writeFileSync(record(), readFileSync(record(), 'utf8').replaceAll(right, digestOf(Buffer.from('two'))));
    expect(digest()).toBe(right);
  });
});
