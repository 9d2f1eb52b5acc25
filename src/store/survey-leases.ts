import { hostname } from 'node:os';
import path from 'node:path';
import type { Key } from './fingerprint.js';
import { entriesOf, type StoredFile, statOf } from './inventory.js';
import { RUN_LEASE, readOwner, UNKNOWN } from './lease.js';
import { isRunning, type Owner } from './owner.js';

/** Who is at work in a cache folder. */
export interface LeaseSurvey {
  /** Keys of steps that are being made. */
  readonly keys: ReadonlySet<Key>;
  /** When the first run that is under way began, in milliseconds since 1970; infinite where there is none. */
  readonly since: number;
  /** Lease files whose owners are gone. */
  readonly dead: readonly StoredFile[];
  /** Whether anybody works here whose processes this host cannot see. */
  readonly hasOtherHosts: boolean;
}

/** A file that was not touched for so long belongs to nobody, whatever the clocks of other hosts say. */
export const ABANDONED_MS = 3_600_000;
/** Clocks of hosts that share a folder may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/** In doubt an owner lives: a lease that is taken for a living one only keeps files for an hour. */
export function surveyLeases(root: string): LeaseSurvey {
  const leases = leaseFiles(root).map((file) => ({ file, owner: ownerOf(path.join(root, file.name)) }));
  const living = leases.filter(({ file, owner }) => {
    const isAbandoned = owner === undefined || Date.now() - file.modified > ABANDONED_MS;
    return !isAbandoned && (owner.host !== hostname() || isRunning(owner));
  });
  const names = living.map(({ file }) => path.basename(file.name));
  const starts = names.flatMap((name) => RUN_LEASE.exec(name)?.[1] ?? []);
  return {
    keys: new Set(names.filter((name) => !RUN_LEASE.test(name)).map((name) => path.basename(name, '.json') as Key)),
    since: starts.reduce((first, start) => Math.min(first, Number(start) - CLOCK_SKEW_MS), Infinity),
    dead: leases.filter((lease) => !living.includes(lease)).map(({ file }) => file),
    hasOtherHosts: living.some(({ owner }) => owner?.host !== hostname()),
  };
}

/** One that may not be read is somebody's; one that names nobody is nobody's. */
function ownerOf(file: string): Owner | undefined {
  try {
    return readOwner(file);
  } catch {
    return UNKNOWN;
  }
}

/** Also what has the name of one and is no file. */
function leaseFiles(root: string): StoredFile[] {
  const names = entriesOf(path.join(root, 'leases')).map((entry) => entry.name);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => `leases/${name}`)
    .map((name) => statOf(root, name) ?? { name, size: 0, modified: 0 });
}
