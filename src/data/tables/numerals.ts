const POWERS = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));
const MOST_DIGITS = 15;

/**
 * The decimal number in a cell; NaN where it holds none. Digits and a point are read here, up to as many as a float64 holds exactly:
 * dividing by a power of ten then rounds once, as `Number` does. Ten times faster than by way of texts.
 */
export function numberIn(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === 0x2d;
  let digits = 0;
  let point = -1;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const byte = bytes[at];
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30);
      digits++;
    } else if (byte === 0x2e && point < 0) point = digits;
    else return otherNumber(bytes.toString('latin1', start, end));
  }
  if (digits === 0 || digits > MOST_DIGITS) return otherNumber(bytes.toString('latin1', start, end));
  const size = point < 0 ? value : value / POWERS[digits - point];
  return isNegative ? -size : size;
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

function otherNumber(text: string): number {
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

const MISSING = /^(|[-?.]+|#?n\/?a|#n\/a n\/a|<na>|[+-]?nan|nat|null|nil|none|missing|-?1\.#(ind|qnan))$/i;

/** What programs write where there is no value. */
export function isMissing(text: string): boolean {
  return MISSING.test(text);
}

const KINDS: readonly (readonly [RegExp, what: string, hint: string])[] = [
  [/^([+-]?inf(inity)?|[+-]?∞|[+-]?1\.#inf)$/i, 'is not a finite number', 'mend it or remove the row'],
  [
    /^[+-]?[1-9]\d{0,2}(,\d{3})+$/,
    'has a comma (decimal, or between thousands)',
    'write decimals with a point, and thousands without a mark',
  ],
  [/^[+-]?\d+,\d+(e[+-]?\d+)?$/i, 'has a decimal comma', 'write decimals with a point'],
  [/^[+-]?\d{1,3}([ ,.'’_\u00a0\u202f]\d{3})+([.,]\d+)?$/, 'has marks between thousands', 'write digits alone'],
  [/^#[a-z0-9/]+[!?]?$/i, 'is what a spreadsheet writes for a formula that failed', 'mend it, or empty the cell'],
  [/^[\u2010-\u2015\u2212]\s*[\d.]/u, 'begins with a dash that is no minus sign', 'write `-`'],
  [/^\([\d.,]+\)$/, 'is in brackets, as accounts write what is below 0', 'write a minus sign'],
  [/^[+-]?[\d.]+d[+-]?\d+$/i, 'has an exponent as Fortran writes it', 'write `e` for `d`'],
  [/^[+-]?\d+\/\d+$/, 'is a fraction', 'write it as a decimal number'],
  [/^[+-]?(?=.*(?!\d)\p{Nd})[\p{Nd}.]+$/u, 'has digits that are not 0 to 9', 'write it in the digits 0 to 9'],
  [/^[+-]?0[xob][0-9a-f]+$/i, 'is not a decimal number', 'write it in decimal digits'],
  [/^(true|false|yes|no|t|f|y|n)$/i, 'is a truth value, not a number', 'write 1 and 0'],
  [
    /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?$|^\d{1,2}:\d{2}(:\d{2})?/,
    'is a date or time, not a number',
    'write it as a number, such as days or seconds since a moment',
  ],
  [/^[+-]?[\d.]+\s*%$/, 'is a percentage with its sign', 'write the number alone'],
  [/^[+-]?[\d.]+\s*\p{L}+$|^[$€£¥]|[$€£¥]$/u, 'has a unit', 'write the number alone'],
];

/** Why a text is no number, and what to do. */
export function notANumber(text: string, column: string): { readonly what: string; readonly hint: string } {
  if (text === column) return { what: 'is the header once more', hint: 'remove the row' };
  const [, what, hint] = KINDS.find(([pattern]) => pattern.test(text)) ?? [
    undefined,
    'is not a number',
    'mend it, remove the row, or leave the column out with `exclude`',
  ];
  return { what, hint };
}
