/** A number of the core schema, or why JavaScript cannot hold it. */
export function readNumber(value: number | bigint, written: string): number | { message: string; expected: string } {
  if (/^[+-]?0\d+$/.test(written)) {
    const decimal = written.replace(/^([+-]?)0+(?=\d)/, '$1');
    const isOctal = /^[+-]?[0-7]+$/.test(written);
    const reading = isOctal ? `: it is ${decimal} here, and ${Number.parseInt(written, 8)} where YAML 1.1 is read` : '';
    const text = `"${written}" for a text`;
    return {
      message: `${shorten(written)} begins with 0${reading}`,
      expected: `${decimal}${isOctal ? `, 0o${decimal.replace(/^[+-]/, '')}` : ''} or ${text}`,
    };
  }
  const number = Number(value);
  if (Number.isNaN(number)) return { message: `${written} is not a number`, expected: 'a number' };
  if (!Number.isFinite(number)) return { message: `${shorten(written)} is not finite`, expected: 'a finite number' };
  if (Number.isInteger(number) && !Number.isSafeInteger(number) && !isHeld(number, written)) {
    return { message: `${shorten(written)} cannot be held exactly`, expected: 'at most 9007199254740991 (2^53 - 1)' };
  }
  if (number === 0 && /^[^eE]*[1-9]/.test(written)) {
    return { message: `${shorten(written)} is too small to be held`, expected: '0, or at least 5e-324' };
  }
  // Minus zero would be another fingerprint.
  return number === 0 ? 0 : number;
}

/** Whether the written number is the one that is held, or the shortest text for it: `1e23`, but no whole number that loses digits. */
function isHeld(number: number, written: string): boolean {
  const wanted = decimalOf(written);
  return [String(BigInt(number)), String(number)].some((text) => {
    const held = decimalOf(text);
    const least = Math.min(wanted.exponent, held.exponent);
    return scaled(wanted, least) === scaled(held, least);
  });
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimalOf(text: string): Decimal {
  if (/^0[xo]/i.test(text)) return { digits: BigInt(text), exponent: 0 };
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  return { digits: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

function shorten(written: string): string {
  return written.length <= 40 ? written : `${written.slice(0, 40)}...`;
}
