import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../src/formats/npy.js';
import { decodeSafetensors } from '../../src/formats/safetensors.js';
import { Rig, SMALL } from './rig.js';

/** Networks in which layers have names that the cache does not know. */
const NAMED = SMALL.replaceAll('conv1', 'eyes').replaceAll('fc1', 'hidden').replace('epochs: [1, 2]', 'epochs: [2]');

describe('what steps made, as files', () => {
  const rig = new Rig();
  beforeAll(async () => {
    rig.write('exp.yaml', NAMED);
    const { exitCode } = await rig.run('exp.yaml');
    expect(exitCode).toBe(0);
  });
  afterAll(() => rig.remove());

  const exporting = (...args: string[]) => rig.pipeline('export', 'exp.yaml', ...args);
  const bytesOf = (name: string) => readFileSync(path.join(rig.folder, name));
  const npy = (name: string) => decodeNpy(new Uint8Array(bytesOf(name)));
  const namesIn = (folder: string) => {
    const all = readdirSync(path.join(rig.folder, folder), { recursive: true, withFileTypes: true });
    const files = all.filter((entry) => entry.isFile());
    return files
      .map(({ name, parentPath }) => path.relative(path.join(rig.folder, folder), path.join(parentPath, name)))
      .sort();
  };

  it('one layer is one file under its own name, and a step all that it made', async () => {
    expect(await exporting('capture/A@2/hidden', '--to', 'one')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(namesIn('one')).toEqual(['A@2/hidden.npy']);
    expect(npy('one/A@2/hidden.npy').shape).toEqual([100, 16]);
    const { stdout, exitCode } = await exporting('capture/A@2', '--to', 'one', '--json');
    expect([exitCode, namesIn('one')]).toEqual([0, ['A@2/eyes.npy', 'A@2/hidden.npy', 'A@2/layers.json']]);
    expect(Object.keys(JSON.parse(rig.read('one/A@2/layers.json'))).sort()).toEqual(['eyes', 'hidden']);
    expect(JSON.parse(stdout).files.map(({ step, file }: Record<string, string>) => [step, file])).toContainEqual([
      'capture/A@2',
      'one/A@2/hidden.npy',
    ]);
  });

  it('weights and the state of the optimizer are called after the layers', async () => {
    expect((await exporting('train/B@2/checkpoint', '--to', 'weights')).exitCode).toBe(0);
    const { tensors, metadata } = decodeSafetensors(new Uint8Array(bytesOf('weights/B@2/checkpoint.safetensors')));
    expect(tensors.get('hidden/kernel')?.shape.at(-1)).toBe(16);
    expect([...tensors.keys()].filter((name) => /dense|conv/.test(name))).toEqual([]);
    expect(JSON.parse(metadata['slots'] ?? '')).toContain('eyes/kernel/m');
  });

  it('assignments and ids are those of assignments.csv', async () => {
    const { exitCode } = await exporting('cluster/*/assignments', 'probe/ids', 'probe/labels', '--to', 'clusters');
    expect(exitCode).toBe(0);
    const rows = parse<Record<string, string>>(rig.read('results/small/assignments.csv'), { columns: true });
    expect(rows.map(({ id }) => Number(id))).toEqual([...npy('clusters/probe/ids.npy').array]);
    const classes = [...new Map(rows.map((row, at) => [npy('clusters/probe/labels.npy').array[at], row['class']]))];
    expect(new Set(classes.map(([, name]) => name)).size).toBe(10);
    for (const place of ['A@2/eyes', 'A@2/hidden', 'B@2/eyes', 'B@2/hidden'])
      expect(rows.map((row) => Number(row[place]))).toEqual([
        ...npy(`clusters/${place}/pca/kmeans/assignments.npy`).array,
      ]);
  });

  it('results have the names of the results folder, a matrix says whose its rows are', async () => {
    const { exitCode } = await exporting(
      'table/similarity',
      'page',
      'compare/models/eyes@2/*/clusters/rand',
      '--to',
      'paper',
    );
    expect(exitCode).toBe(0);
    const matrix = 'models/eyes@2/pca/kmeans/clusters/rand';
    expect(namesIn('paper')).toEqual([
      ...['chance.json', 'matrix.npy', 'members.json'].map((name) => `${matrix}/${name}`),
      'report.html',
      'similarity.csv',
    ]);
    expect(rig.read('paper/similarity.csv')).toBe(rig.read('results/small/similarity.csv'));
    const members = JSON.parse(rig.read(`paper/${matrix}/members.json`)) as string[];
    const { array } = npy(`paper/${matrix}/matrix.npy`);
    const similarity = parse<Record<string, string>>(rig.read('paper/similarity.csv'), { columns: true });
    const shown = similarity.filter(
      (row) =>
        row['across'] === 'models' &&
        row['layer'] === 'eyes' &&
        row['partition'] === 'clusters' &&
        row['measure'] === 'rand',
    );
    for (const { a, b, value } of shown) expect(array[members.indexOf(a) * 2 + members.indexOf(b)]).toBe(Number(value));
    expect(members.sort()).toEqual(['A', 'B']);
  });

  it('a file of other content is replaced only with --force, and nothing is written before that is known', async () => {
    rig.write('mine/probe/ids.npy', 'mine');
    const refused = await exporting('probe', '--to', 'mine');
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('error file-exists: mine/probe/ids.npy is there with other content'),
    });
    expect([namesIn('mine'), rig.read('mine/probe/ids.npy')]).toEqual([['probe/ids.npy'], 'mine']);
    expect((await exporting('probe', '--to', 'mine', '--force')).exitCode).toBe(0);
    expect(bytesOf('mine/probe/ids.npy')).toEqual(bytesOf('clusters/probe/ids.npy'));
    expect((await exporting('probe', '--to', 'mine')).exitCode).toBe(0);
    rig.write('mine/A@2/checkpoint.safetensors/folder', '');
    const folder = await exporting('train/A@2', '--to', 'mine', '--force');
    expect(folder).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is there, and is no file') });
  });

  it('what no step is called, what has not run, and a folder that cannot be are refused', async () => {
    const [unknown, layer, unmade, place, none] = await Promise.all([
      exporting('capure/A@2', 'nothing', '--to', 'no'),
      exporting('capture/A@2/hiden', '--to', 'no'),
      exporting('probe', '--set', 'seed=8', '--to', 'no'),
      exporting('probe', '--to', 'exp.yaml'),
      exporting('probe'),
    ]);
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean `capture/A@2`?') });
    expect(unknown.stderr).toContain('no step matches `nothing`');
    expect(layer).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('did you mean `capture/A@2/hidden`?') });
    expect(unmade).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('pipeline run exp.yaml --only probe'),
    });
    expect(place).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error bad-path: --to') });
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--to') });
    expect(existsSync(path.join(rig.folder, 'no'))).toBe(false);
  });

  it('what is gone or damaged in the cache is told, with the command that makes it again', async () => {
    const { stdout } = await rig.pipeline('show', 'exp.yaml', 'capture/B@2');
    const { digest } = JSON.parse(stdout).manifest.artifacts['dense1.npy'];
    const object = path.join(rig.cache, 'objects', digest.slice(0, 2), digest.slice(2));
    chmodSync(object, 0o644);
    writeFileSync(object, readFileSync(object).fill(0));
    const damaged = await exporting('capture/B@2', '--to', 'again');
    expect(damaged).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error corrupt-object') });
    rmSync(object, { force: true });
    const gone = await exporting('capture/B@2/hidden', '--to', 'again');
    expect(gone).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('error not-cached') });
    const [, ...command] = /pipeline (run .*)/.exec(gone.stderr)?.[1].split(' ') ?? [];
    expect((await rig.run(command[0], ...command.slice(1))).exitCode).toBe(0);
    expect((await exporting('capture/B@2/hidden', '--to', 'again')).exitCode).toBe(0);
    expect(npy('again/B@2/hidden.npy').shape).toEqual([100, 16]);
  });
});
