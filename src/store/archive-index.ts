import type { ExportedData } from './exported-data.js';
import type { Key } from './fingerprint.js';

/** Name of an archive's first entry. Objects follow in the order of their digests, and then manifests in that of their keys. */
export const ARCHIVE_INDEX = 'kindred-cache.json';

/** What an archive must hold to be whole. */
export interface ArchiveIndex {
  readonly archiveVersion: 1;
  readonly steps: readonly Key[];
  /** Absent in archives of earlier releases. */
  readonly data?: ExportedData;
}
