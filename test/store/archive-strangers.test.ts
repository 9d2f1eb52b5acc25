import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar, type TarHeader, unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheExport } from '../../src/cli/commands/cache-export.js';
import { cacheImport } from '../../src/cli/commands/cache-import.js';
import { type Digest, digestOf } from '../../src/store/fingerprint.js';
import { objectName } from '../../src/store/layout.js';
import { heard, StrangersRig, sealed } from './strangers-rig.js';

interface Entry {
  readonly header: TarHeader;
  readonly data?: Uint8Array<ArrayBuffer>;
}
type Spoil = (entries: readonly Entry[], archive: Buffer) => Promise<Uint8Array> | Uint8Array;

const file = (
  name: string,
  data: Uint8Array<ArrayBuffer> = Buffer.from('data'),
  rest: Partial<TarHeader> = {},
): Entry => {
  return { header: { name, type: 'file', size: data.byteLength, ...rest }, data };
};
const special = (type: NonNullable<TarHeader['type']>, linkname?: string): Entry => ({
  header: { name: OBJECT, type, size: 0, ...(linkname && { linkname }) },
});
const DATA = Buffer.from('some data');
const OBJECT = objectName(digestOf(DATA));
const isManifest = ({ header }: Entry) => header.name.startsWith('steps/');

const withEntry =
  (entry: Entry): Spoil =>
  ([index, ...rest]) =>
    packTar([index, entry, ...rest]);
const named = (name: string) => withEntry(file(name));
/** With the bytes of the second header changed, and its checksum right. */
const withHeader =
  (change: (header: Buffer) => void): Spoil =>
  (entries, archive) => {
    const at = 512 + Math.ceil(entries[0].header.size / 512) * 512;
    const bytes = Buffer.from(archive);
    const header = bytes.subarray(at, at + 512);
    change(header);
    header.fill(' ', 148, 156);
    header.write(
      header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0'),
      148,
    );
    return bytes;
  };
const withManifest =
  (change: (content: Record<string, unknown>) => unknown): Spoil =>
  (entries) =>
    packTar(
      entries.map((entry) => {
        if (!isManifest(entry)) return entry;
        const { seal: _, ...content } = JSON.parse(Buffer.from(entry.data ?? []).toString()) as Record<string, unknown>;
        return file(entry.header.name, Buffer.from(sealed(change(content))));
      }),
    );
const withIndex =
  (content: string): Spoil =>
  ([{ header }, ...rest]) =>
    packTar([file(header.name, Buffer.from(content)), ...rest]);
/** The library writes no untrue attributes itself. */
const pax =
  (attribute: string): Spoil =>
  ([index, ...rest]) => {
    const record = Buffer.from(`${attribute.length + 4} ${attribute}\n`);
    const header: TarHeader = { name: 'attributes', type: 'pax-header', size: record.byteLength };
    return packTar([index, { header, data: record }, file(OBJECT, DATA), ...rest]);
  };

const HOSTILE: Readonly<Record<string, Spoil>> = {
  'a hard link': withEntry(special('link', 'steps')),
  'a symbolic link': withEntry(special('symlink', '/etc/passwd')),
  'a character device': withEntry(special('character-device')),
  'a block device': withEntry(special('block-device')),
  'a pipe': withEntry(special('fifo')),
  'a folder': withEntry(special('directory')),
  'a file with a link’s name': withEntry(file(OBJECT, DATA, { linkname: '../x' })),
  'an absolute path': named('/objects/ab/cd'),
  'a path above': named(`../${OBJECT}`),
  'a path through above': named(`objects/../${OBJECT}`),
  backslashes: named(OBJECT.replaceAll('/', '\\')),
  'upper case': named(OBJECT.toUpperCase()),
  'a temporary file': named(`${OBJECT}.123.0123456789ab.tmp`),
  'a lease': named(`leases/${'ab'.repeat(32)}.json`),
  'control characters': named('objects/\u001b[2J\u0007\u202e'),
  'a long name': named(`objects/${'a'.repeat(500)}`),
  'a negative size': pax('size=-100000'),
  'a size that is none': pax('size=NaNNaN'),
  'an absurd size': pax('size=999999999999999'),
  'a size of another base': withHeader((header) => header.write('80000000000000ff', 124, 'hex')),
  'a path of its own': pax('path=../../outside'),
  'a sparse map': pax('GNU.sparse.major=1'),
  'an object of another digest': withEntry(file(OBJECT)),
  'a stray object': withEntry(file(OBJECT, DATA)),
  'an object twice': (entries) => packTar([...entries.slice(0, 2), ...entries.slice(1)]),
  'a manifest twice': (entries) => packTar([...entries, ...entries.filter(isManifest).slice(0, 1)]),
  'the index twice': (entries) => packTar([...entries, entries[0]]),
  'no index': (entries) => packTar(entries.slice(1)),
  'a manifest too few': (entries) => packTar(entries.filter((entry) => entry !== entries.find(isManifest))),
  'an object too few': (entries) => packTar(entries.filter((_, at) => at !== 1)),
  'an index of nothing': withIndex('{"archiveVersion":1,"steps":[]}'),
  'an index of nulls': withIndex('{"archiveVersion":1,"steps":[null]}'),
  'an index that is null': withIndex('null'),
  'an index without steps': withIndex('{"archiveVersion":1}'),
  'an index whose data is none': ([index, ...rest]) => {
    const content = JSON.parse(Buffer.from(index.data ?? []).toString()) as object;
    return packTar([
      file(index.header.name, Buffer.from(JSON.stringify({ ...content, data: { place: 'x' } }))),
      ...rest,
    ]);
  },
  'an index of another version': withIndex('{"archiveVersion":2,"steps":[]}'),
  'rubbish under true digests': rubbish,
  'manifests without artifacts': withManifest((content) => ({ ...content, artifacts: {} })),
  'manifests whose artifacts are null': withManifest((content) => ({ ...content, artifacts: null })),
  'manifests with a host that is none': withManifest((content) => ({ ...content, host: 3 })),
  'its end cut off': (_, archive) => archive.subarray(0, archive.length - 1024),
  'its half cut off': (_, archive) => archive.subarray(0, archive.length / 2),
  'more behind its end': (_, archive) => Buffer.concat([archive, Buffer.from('more')]),
  'another archive behind its end': (_, archive) => Buffer.concat([archive, archive]),
  compression: (_, archive) => gzipSync(archive),
  nothing: () => Buffer.alloc(0),
  'zeros only': () => Buffer.alloc(10_240),
};

/** An array whose bytes are others, in an object of their digest that its manifest names. */
function rubbish(entries: readonly Entry[]): Promise<Uint8Array> {
  const [name, digest] = samplesOf(entries);
  const [old, fresh] = [objectName(digest), OBJECT].map((object) => object.replace('objects/', '').replace('/', ''));
  const swapped = entries.map((entry): Entry => {
    if (entry.header.name === objectName(digest)) return file(OBJECT, DATA);
    if (!isManifest(entry)) return entry;
    const { seal: _, ...content } = JSON.parse(Buffer.from(entry.data ?? []).toString());
    if (content.artifacts[name]?.digest !== old) return entry;
    content.artifacts[name] = { digest: fresh, size: DATA.length };
    return file(entry.header.name, Buffer.from(sealed(content)));
  });
  return packTar(swapped);
}

/** An artifact of the archive that no step but its own makes. */
function samplesOf(entries: readonly Entry[]): [string, Digest] {
  for (const entry of entries.filter(isManifest)) {
    const { artifacts } = JSON.parse(Buffer.from(entry.data ?? []).toString());
    if ('scores.npy' in artifacts) return ['scores.npy', artifacts['scores.npy'].digest];
  }
  throw new Error('the archive has no scores');
}

describe('an archive from a stranger', () => {
  const rig = new StrangersRig();
  const archive = path.join(rig.folder, 'tiny.tar');
  let whole: Buffer;
  let entries: readonly Entry[];
  beforeAll(async () => {
    await rig.runs();
    expect(await heard(() => cacheExport(archive, rig.experiment, rig.options))).toMatchObject({ status: 0 });
    whole = readFileSync(archive);
    entries = await unpackTar(whole);
  });
  afterAll(() => rig.remove());

  it('as it should be is taken', async () => {
    writeFileSync(path.join(rig.folder, 'same.tar'), await packTar(entries));
    const cache = path.join(rig.folder, 'whole');
    expect(await heard(() => cacheImport(path.join(rig.folder, 'same.tar'), { cache }))).toMatchObject({ status: 0 });
  });

  it.each(Object.entries(HOSTILE))('with %s is refused in one line, and makes no hit', async (name, spoil) => {
    const hostile = path.join(rig.folder, 'hostile.tar');
    writeFileSync(hostile, await spoil(entries, whole));
    const before = readdirSync(rig.folder).sort();
    const cache = path.join(rig.folder, 'taken', name);
    const { status, stdout, stderr } = await heard(() => cacheImport(hostile, { cache }));
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error bad-archive: [^\n\p{Cc}\p{Cf}]*\n {2}no step of it was taken\n$/u),
    });
    expect(existsSync(path.join(cache, 'steps'))).toBe(false);
    expect(
      readdirSync(rig.folder)
        .filter((file) => file !== 'taken')
        .sort(),
    ).toEqual(before.filter((file) => file !== 'taken'));
  });

  it('that is a folder, or is not there, is no call at all', async () => {
    for (const name of [rig.folder, path.join(rig.folder, 'none.tar')]) {
      expect(await heard(() => cacheImport(name, { cache: rig.cache }))).toMatchObject({ status: 2 });
    }
  });
});
