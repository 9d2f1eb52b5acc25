import type { Digest, Key } from './fingerprint.js';

/** What a file of a cache folder is, by its name. */
export type CacheFile =
  | { readonly kind: 'object'; readonly digest: Digest }
  | { readonly kind: 'manifest'; readonly key: Key }
  | { readonly kind: 'temporary'; readonly pid: number | undefined };

const OBJECT = /^objects\/([0-9a-f]{2})\/([0-9a-f]{62})$/;
const MANIFEST = /^steps\/([0-9a-f]{2})\/([0-9a-f]{62})\.json$/;
const TEMPORARY = /\.(?:(\d+)\.)?[0-9a-f]{12}\.(?:tmp|new|stale)$/;

export function objectName(digest: Digest): string {
  return `objects/${digest.slice(0, 2)}/${digest.slice(2)}`;
}

export function manifestName(key: Key): string {
  return `steps/${key.slice(0, 2)}/${key.slice(2)}.json`;
}

/** By the file's name inside of the cache folder, with slashes; undefined for what is none of the cache's parts. */
export function cacheFileOf(name: string): CacheFile | undefined {
  const object = OBJECT.exec(name);
  if (object) return { kind: 'object', digest: `${object[1]}${object[2]}` as Digest };
  const manifest = MANIFEST.exec(name);
  if (manifest) return { kind: 'manifest', key: `${manifest[1]}${manifest[2]}` as Key };
  const temporary = TEMPORARY.exec(name);
  if (temporary === null) return undefined;
  return { kind: 'temporary', pid: temporary[1] === undefined ? undefined : Number(temporary[1]) };
}
