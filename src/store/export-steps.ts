import { randomBytes } from 'node:crypto';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { packTar, type TarSource } from 'modern-tar/fs';
import { ARCHIVE_INDEX, type ArchiveIndex } from './archive-index.js';
import type { ExportedData } from './exported-data.js';
import { isIntact } from './file-digest.js';
import type { Digest, Key } from './fingerprint.js';
import { manifestName, objectName } from './layout.js';
import type { Manifest } from './store.js';
import type { Progress } from './verify.js';

interface Export {
  readonly root: string;
  readonly steps: readonly { readonly key: Key; readonly manifest: Manifest }[];
  /** Of the experiment's dataset. */
  readonly data?: ExportedData | undefined;
  /** The archive. */
  readonly file: string;
  readonly progress: Progress;
}

/** What is in an archive; bytes of its objects. */
export interface ArchiveContent {
  readonly steps: number;
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Writes steps and their objects as one tar file; the same steps give the same bytes. Gives the first object that turns out
 * to be corrupt instead, and then writes nothing.
 */
export async function exportSteps({
  root,
  steps,
  data,
  file,
  progress,
}: Export): Promise<ArchiveContent | { corrupt: Digest }> {
  const artifacts = steps.flatMap(({ manifest }) => Object.values(manifest.artifacts));
  const sizes = new Map(artifacts.map(({ digest, size }) => [digest, size]));
  const digests = [...sizes.keys()].sort();
  const bytes = digests.reduce((sum, digest) => sum + (sizes.get(digest) ?? 0), 0);
  let done = 0;
  for (const digest of digests) {
    if (!isIntact(path.join(root, objectName(digest)), digest)) return { corrupt: digest };
    done += sizes.get(digest) ?? 0;
    progress(done, bytes);
  }
  // Two steps may have one key.
  const keys = [...new Set(steps.map(({ key }) => key))].sort();
  await writeArchive(file, [
    indexOf(keys, data),
    ...[...digests.map(objectName), ...keys.map(manifestName)].map((name) => entryOf(root, name)),
  ]);
  return { steps: keys.length, objects: digests.length, bytes };
}

/** Nothing of where, when and by whom it was made. */
const ANONYMOUS = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '', mode: 0o444 };

function indexOf(steps: readonly Key[], data: ExportedData | undefined): TarSource {
  const index: ArchiveIndex = { archiveVersion: 1, steps, ...(data && { data }) };
  return { type: 'content', content: `${JSON.stringify(index)}\n`, target: ARCHIVE_INDEX, ...ANONYMOUS };
}

function entryOf(root: string, name: string): TarSource {
  return { type: 'file', source: path.join(root, name), target: name, ...ANONYMOUS };
}

async function writeArchive(file: string, sources: TarSource[]): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await pipeline(packTar(sources), createWriteStream(temporary, { flags: 'wx' }));
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
