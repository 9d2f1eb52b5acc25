import { InvalidArgumentError } from 'commander';

const DURATIONS: Readonly<Record<string, number>> = {
  s: 1e3,
  m: 60e3,
  h: 3600e3,
  d: 86_400e3,
  w: 7 * 86_400e3,
};
const SIZES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Milliseconds of `30d`, `12h` and the like. */
export function durationOption(text: string): number {
  return quantity(text, DURATIONS) ?? refuse('a number with s, m, h, d or w, such as 30d');
}

/** Bytes of `10GB`, `500 MB` and the like; units are powers of 1000. */
export function sizeOption(text: string): number {
  return quantity(text, SIZES) ?? refuse('a number with kB, MB, GB or TB, such as 10GB');
}

function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text) ?? [];
  const name = Object.keys(units).find((known) => known.toLowerCase() === unit?.toLowerCase());
  return name === undefined ? undefined : Number(number) * units[name];
}

function refuse(expected: string): never {
  throw new InvalidArgumentError(`expected ${expected}`);
}
