import { describe, expect, it } from 'vitest';
import { StageLine } from '../../src/cli/reporters/stage-line.js';

describe('the line of a stage', () => {
  const newLine = (steps: number) => {
    const line = new StageLine('reduce');
    for (let step = 0; step < steps; step++) line.add();
    return line;
  };

  it('counts how its steps ended, and shows what runs', () => {
    const line = newLine(4);
    expect(line.text).toBe('reduce 0/4');
    line.end('a', 'cached');
    line.run('b');
    line.run('c', 'c: half done');
    expect(line.text).toBe('reduce 1/4: 1 cached\n    b\n    c: half done');
    line.end('b', 'ran');
    line.end('c', 'failed');
    line.end('d', 'skipped');
    expect([line.text, line.isComplete, line.hasFailures]).toEqual([
      'reduce 4/4: 1 ran, 1 cached, 1 skipped, 1 failed',
      true,
      true,
    ]);
  });

  it('says that it is finishing while anything runs', () => {
    const line = newLine(2);
    line.run('a');
    line.note = ' finishing';
    expect(line.text).toBe('reduce 0/2 finishing\n    a');
    line.end('a', 'ran');
    expect(line.text).toBe('reduce 1/2: 1 ran');
  });

  it('counts a step that was brought back once', () => {
    const line = newLine(2);
    line.end('a', 'cached');
    line.run('a');
    line.end('a', 'ran');
    expect([line.text, line.isComplete, line.hasFailures]).toEqual(['reduce 1/2: 1 ran', false, false]);
  });
});
