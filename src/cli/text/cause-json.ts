import type { Reason } from '../../runner/causes.js';

/** A reason or a cause as documented in docs/why.md; JSON has no undefined, so null stands for nothing. */
export function publicFields<Told extends Reason>({ kind, field, change, origin, path: _, value: __, ...rest }: Told) {
  const values = change && { before: change.before ?? null, after: change.after ?? null };
  return { kind, field, ...values, origin: origin ?? null, ...rest };
}
