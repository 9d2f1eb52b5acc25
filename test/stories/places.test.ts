import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { execa, execaNode } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { placeProblem } from '../../src/cli/places.js';
import { writeFlowers } from './flowers.js';
import { COMMAND, Rig } from './rig.js';

describe('paths that cannot be', () => {
  const rig = new Rig();
  writeFlowers(rig);
  rig.write('file', '');
  symlinkSync('nowhere', path.join(rig.folder, 'dangling'));
  symlinkSync('loop', path.join(rig.folder, 'loop'));
  const names = readdirSync(rig.folder).sort();
  afterAll(() => rig.remove());

  /** Each with what is said of it. */
  const BAD = [
    ['', 'the path is empty'],
    ['/proc/x', 'nothing can be made there (ENOENT)'],
    ['/sys/x/y', 'there is no permission (EPERM)'],
    ['dangling', 'it is a link to something that is not there'],
    ['dangling/x', 'it is a link to something that is not there'],
    ['loop', 'it is a link that leads to itself (ELOOP)'],
    ['file', 'file` is a file, and not a folder'],
    ['file/x', 'a file, and not a folder'],
    ['x'.repeat(300), 'the name is too long (ENAMETOOLONG)'],
  ] as const;

  const inRig = (name: string) => (name === '' ? '' : path.resolve(rig.folder, name));

  async function refused(...args: string[]) {
    const { exitCode, stdout, stderr } = await rig.pipeline(...args);
    expect([args, exitCode, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(/^error bad-path: .*; name another$/);
    expect(readdirSync(rig.folder).sort()).toEqual(names);
    return stderr;
  }

  it('are told by what is wrong with them', () => {
    for (const [name, reason] of BAD) expect(placeProblem(inRig(name), 'folder')).toContain(reason);
    for (const name of ['', '/proc/x.yaml', 'dangling', 'loop', 'file/x', '.', '/dev/full', 'a\0b']) {
      expect([name, placeProblem(inRig(name), 'new file')]).toEqual([name, expect.any(String)]);
      expect([name, placeProblem(inRig(name), 'file')]).toEqual([name, expect.any(String)]);
    }
    for (const name of ['exp.yaml', 'new.yaml', 'new/new.yaml'])
      expect(placeProblem(inRig(name), 'new file')).toBe(undefined);
    for (const name of ['.', 'new/new']) expect(placeProblem(inRig(name), 'folder to write')).toBe(undefined);
    expect(placeProblem(inRig('new/new'), 'folder or nothing')).toBe(undefined);
    expect(placeProblem(inRig('dangling'), 'folder or nothing')).toContain('a link to something that is not there');
    expect(readdirSync(rig.folder).sort()).toEqual(names);
  });

  it('end every command that takes a folder', async () => {
    const calls = [
      ['watch', 'exp.yaml'],
      ['plan', 'exp.yaml'],
      ['why', 'exp.yaml'],
      ['show', 'exp.yaml'],
      ['graph', 'exp.yaml'],
      ['lock', 'exp.yaml'],
      ['verify', 'exp.yaml', '--rerun', 'report'],
      ['diff', 'exp.yaml', 'exp.yaml'],
      ['cache', 'ls'],
      ['cache', 'verify'],
      ['cache', 'gc'],
      ['cache', 'export', 'a.tar', 'exp.yaml'],
      ['cache', 'import', 'exp.yaml'],
    ];
    await Promise.all(calls.map((call) => refused(...call, '--cache', '/proc/x')));
  });

  it('end a run in one line, before anything is made', async () => {
    expect(await refused('run', 'exp.yaml', '--cache', '')).toContain('the path is empty');
    expect(await refused('run', 'exp.yaml', '--out', '/proc/x')).toContain('error bad-path: --out `/proc/x`: ');
  });

  it('end what reads or writes one file', async () => {
    for (const call of [['init'], ['cache', 'import'], ['reproduce']]) await refused(...call, 'dangling');
    await refused('cache', 'export', 'file/a.tar', 'exp.yaml');
  });

  it('a folder that is there and takes no files is told before any work', async () => {
    const { exitCode, stderr } = await rig.pipeline('run', 'exp.yaml', '--out', 'new', '--cache', '/proc/self');
    expect([exitCode, stderr.split('\n').at(-1)]).toEqual([
      2,
      expect.stringMatching(/^error bad-path: --cache `\/proc\/self`: /),
    ]);
  });

  it('a working folder that is gone is told', async () => {
    const gone = path.join(rig.folder, 'gone');
    mkdirSync(gone);
    const script = `rmdir ${JSON.stringify(gone)}; ${process.execPath} ${COMMAND} plan exp.yaml`;
    const { exitCode, stderr } = await execa('sh', ['-c', script], { cwd: gone, reject: false });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error no-working-folder: .*$/)]);
    expect(existsSync(gone)).toBe(false);
  });

  it('escapes what a terminal would obey', async () => {
    const { stderr } = await execaNode(COMMAND, ['run', '\u001b[31m\u202e.yaml', '--cache', 'c\u009b1m\nd'], {
      cwd: rig.folder,
      reject: false,
    });
    expect(stderr).toContain('\\u001b[31m\\u202e.yaml');
    expect((await rig.pipeline('\u001b[31m')).stderr).toContain("unknown command '\\u001b[31m'");
  });
});
