/** A number of the core schema, or why JavaScript cannot hold it. */
export function readNumber(value: number | bigint, written: string): number | { message: string; expected: string } {
  const number = Number(value);
  if (Number.isNaN(number)) return { message: `${written} is not a number`, expected: 'a number' };
  if (!Number.isFinite(number)) return { message: `${shorten(written)} is not finite`, expected: 'a finite number' };
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    return { message: `${shorten(written)} cannot be held exactly`, expected: 'at most 9007199254740991 (2^53 - 1)' };
  }
  if (number === 0 && /^[^eE]*[1-9]/.test(written)) {
    return { message: `${shorten(written)} is too small to be held`, expected: '0, or at least 5e-324' };
  }
  // Minus zero would be another fingerprint.
  return number === 0 ? 0 : number;
}

function shorten(written: string): string {
  return written.length <= 40 ? written : `${written.slice(0, 40)}...`;
}
