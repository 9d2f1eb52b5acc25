import { readFileSync } from 'node:fs';

/** What made a result, for people: neither changes the bytes of one. */
export function versions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return { kindred: version, node: process.versions.node };
}
