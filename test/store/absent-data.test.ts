import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheExport } from '../../src/cli/commands/cache-export.js';
import { cacheImport } from '../../src/cli/commands/cache-import.js';
import { parseRun } from '../stories/rig.js';
import { heard, StrangersRig } from './strangers-rig.js';

/** The co-author has the experiment and the archive, but not the data. */
describe('an experiment whose data is not here', () => {
  const author = new StrangersRig();
  const coauthor = new StrangersRig();
  const archive = path.join(author.folder, 'tiny.tar');
  const experiment = readFileSync(author.experiment, 'utf8');
  const ran = async () => {
    const { status, stdout, stderr } = await coauthor.runs();
    return { status, ran: parseRun(stdout).ran, stderr };
  };
  const exported = (rig: StrangersRig) => heard(() => cacheExport(archive, rig.experiment, rig.options));
  const imported = () => heard(() => cacheImport(archive, { cache: coauthor.cache }));

  beforeAll(async () => {
    await author.runs();
    expect(await exported(author)).toMatchObject({ status: 0 });
    rmSync(coauthor.table);
  });
  afterAll(() => {
    author.remove();
    coauthor.remove();
  });

  it('says that it is missing, until an archive was imported that has what was read from it', async () => {
    expect(await ran()).toMatchObject({ status: 2, stderr: expect.stringContaining('missing-dataset') });
    expect(await imported()).toMatchObject({ status: 0 });
    expect(await ran()).toEqual({
      status: 0,
      ran: [],
      stderr: expect.stringMatching(/^note: \S+data\.csv is missing: /),
    });
    expect(await coauthor.show('train/A@1')).toMatchObject({ status: 0 });
    expect(await coauthor.plan()).toMatchObject({ status: 0 });
  });

  it('runs whatever lies behind the dataset', async () => {
    writeFileSync(coauthor.experiment, experiment.replace('k: 3', 'k: 4').replace('epochs: 2,', 'epochs: 3,'));
    const run = await ran();
    expect(run).toMatchObject({ status: 0, ran: expect.arrayContaining(['train/A@3', 'cluster/A@1/fc1/pca/kmeans']) });
    expect(run.ran).not.toContain('dataset');
    writeFileSync(coauthor.experiment, experiment);
  });

  it('never takes it for what the experiment says otherwise, or what is here', async () => {
    writeFileSync(coauthor.experiment, experiment.replace('data.csv', 'other.csv'));
    expect(await ran()).toMatchObject({ status: 2, stderr: expect.stringContaining('missing-dataset') });
    writeFileSync(coauthor.experiment, experiment);
    coauthor.write('data');
    writeFileSync(coauthor.experiment, experiment);
    expect((await ran()).ran).toContain('dataset');
    rmSync(coauthor.table);
  });

  it('fails at the step that needs the data itself', async () => {
    writeFileSync(coauthor.experiment, experiment.replace('test: 0.5', 'test: 0.4'));
    expect((await ran()).status).toBe(2);
    writeFileSync(coauthor.experiment, experiment.replace('seed: 7', 'seed: 8'));
    const { status, stdout } = await coauthor.runs();
    expect(status).toBe(1);
    expect(parseRun(stdout).steps.get('dataset')?.failure?.code).toBe('missing-dataset');
    writeFileSync(coauthor.experiment, experiment);
  });

  it('is missing again where two archives have other data in its place', async () => {
    author.write('data');
    writeFileSync(author.experiment, experiment);
    await author.runs();
    await exported(author);
    mkdirSync(coauthor.cache, { recursive: true });
    expect(await imported()).toMatchObject({ status: 0 });
    expect(await ran()).toMatchObject({ status: 2, stderr: expect.stringContaining('missing-dataset') });
  });
});
