/** A number with a unit. */
interface Quantity {
  readonly units: Readonly<Record<string, number>>;
  /** What it accepts, for people. */
  readonly accepts: string;
}

const DURATION: Quantity = {
  units: { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 7 * 86_400e3 },
  accepts: 'a number with s, m, h, d or w',
};

const SIZE: Quantity = {
  units: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  accepts: 'a number with kB, MB, GB or TB',
};

export const ACCEPTS = { duration: DURATION.accepts, size: SIZE.accepts } as const;

/** Milliseconds of `30d`, `12h` and the like; undefined where the text is none. */
export function durationOf(text: string): number | undefined {
  return amount(text, DURATION);
}

/** Bytes of `10GB`, `500 MB` and the like, units being powers of 1000; undefined where the text is none. */
export function sizeOf(text: string): number | undefined {
  return amount(text, SIZE);
}

function amount(text: string, { units }: Quantity): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text) ?? [];
  const name = Object.keys(units).find((known) => known.toLowerCase() === unit?.toLowerCase());
  return name === undefined ? undefined : Number(number) * units[name];
}
