import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { childrenOf, isRunning } from './processes.js';
import { parseRun, Rig } from './rig.js';

const FLOWERS = `version: 1
name: flowers
dataset: { use: { csv: { file: flowers.csv, label: kind, test: 0.5 } } }
probe: { split: test, size: 20 }
architectures:
  plain:
    - dense: { name: hidden, units: 4, activation: relu }
    - dense: { name: logits, units: 2 }
models:
  A: { architecture: plain, init: 0, optimizer: { sgd: { learningRate: 0.1 } } }
train: { epochs: 2, batchSize: 10 }
capture: { layers: [hidden], epochs: [2] }
reduce: { pca: { components: 2 } }
cluster: { kmeans: { k: 2, restarts: 2 } }
`;

const table = (width: number) =>
  [
    'x,y,kind',
    ...Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * width) % 5},${i % 2 ? 'rose' : 'tulip'}`),
    '',
  ].join('\n');

/** A stream whose text can be awaited, piece by piece. */
class Heard {
  #text = '';
  #wake = () => {};

  constructor(stream: Readable) {
    stream.on('data', (text: Buffer) => {
      this.#text += text;
      this.#wake();
    });
  }

  /** Everything up to a text that has been heard or will be, since the last call. */
  async until(wanted: string): Promise<string> {
    for (;;) {
      const [before, ...rest] = this.#text.split(wanted);
      if (rest.length > 0) {
        this.#text = rest.join(wanted);
        return `${before}${wanted}`;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

describe('watch', () => {
  const rig = new Rig();
  rig.write('exp.yaml', FLOWERS);
  rig.write('flowers.csv', table(3));
  const watching = rig.start('watch', 'exp.yaml', '--reporter', 'json', '--cache', rig.cache);
  const [told, said] = [new Heard(watching.stdout), new Heard(watching.stderr)];
  const nextRun = async () => {
    const begun = await told.until('{"type":"finished"');
    return parseRun(`${begun}${await told.until('\n')}`);
  };
  const hasTrained = async (epoch: number) => {
    await told.until(`"id":"train/A@${epoch}","stage":"train","outcome":"ran"`);
    await told.until('\n');
  };
  afterAll(() => {
    watching.kill('SIGKILL');
    rig.remove();
  });

  it('runs the experiment at once', async () => {
    const first = await nextRun();
    expect(first.finished).toMatchObject({ skipped: 0, failed: 0 });
    expect(first.ran).toContain('train/A@2');
  });

  it('runs again what a save changes, also one by an editor that replaces the file', async () => {
    writeFileSync(path.join(rig.folder, 'saved'), FLOWERS.replace('restarts: 2', 'restarts: 3'));
    renameSync(path.join(rig.folder, 'saved'), path.join(rig.folder, 'exp.yaml'));
    const run = await nextRun();
    expect(run.stagesThatRan).toContain('cluster');
    expect(run.stagesThatRan).not.toContain('reduce');
  });

  it('tells errors and goes on', async () => {
    rig.write('exp.yaml', FLOWERS.replace('epochs: 2,', 'epoch: 2,'));
    await said.until('exp.yaml:11:10: error unknown-key: `epoch`');
    rig.write('exp.yaml', FLOWERS);
    expect((await nextRun()).finished).toMatchObject({ ran: 0, failed: 0 });
  });

  it('runs again when the data change', async () => {
    rig.write('flowers.csv', table(4));
    expect((await nextRun()).ran).toContain('dataset');
  });

  it('runs again when a file comes or changes that the experiment extends', async () => {
    rig.write('exp.yaml', 'extends: base.yaml\nname: flowers\n');
    await said.until('base.yaml');
    await said.until('Ctrl-C ends');
    rig.write('base.yaml', FLOWERS);
    expect((await nextRun()).finished).toMatchObject({ ran: 0, failed: 0 });
    rig.write('base.yaml', FLOWERS.replace('restarts: 2', 'restarts: 4'));
    expect((await nextRun()).stagesThatRan).toContain('cluster');
  });

  it('a save in the middle of a run ends only what it makes stale, and loses nothing that is finished', async () => {
    const long = FLOWERS.replace('epochs: 2,', 'epochs: 3000,');
    rig.write('exp.yaml', long);
    await hasTrained(9);
    rig.write('exp.yaml', `${long}# a comment\n`);
    await said.until('nothing that decides results has changed; the run goes on');
    rig.write('exp.yaml', FLOWERS.replace('epochs: 2,', 'epochs: 9,'));
    await said.until('interrupted; finished steps are kept');
    expect((await nextRun()).finished?.skipped).toBeGreaterThan(0);
    const run = await nextRun();
    expect([run.finished?.failed, run.ran.filter((id) => id.startsWith('train/'))]).toEqual([0, []]);
  });

  it('Ctrl-C ends it and the run under way with 130, and no process is left', async () => {
    rig.write('exp.yaml', `seed: 5\n${FLOWERS.replace('epochs: 2,', 'epochs: 3000,')}`);
    await hasTrained(2);
    const workers = childrenOf(watching.pid ?? 0);
    expect(workers).not.toEqual([]);
    watching.kill('SIGINT');
    expect((await watching).exitCode).toBe(130);
    expect((await nextRun()).finished?.skipped).toBeGreaterThan(0);
    while (workers.some(isRunning)) await sleep(20);
  });
});
