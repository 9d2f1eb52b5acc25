import canonicalize from 'canonicalize';

/** JSON with sorted keys and no blanks (RFC 8785): equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('internal error: the value has no JSON form');
  return text;
}
