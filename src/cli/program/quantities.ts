import { InvalidArgumentError } from 'commander';
import { ACCEPTS, durationOf, sizeOf } from '../../language/quantities.js';

/** Milliseconds. */
export function durationOption(text: string): number {
  return durationOf(text) ?? refuse(`${ACCEPTS.duration}, such as 30d`);
}

/** Bytes. */
export function sizeOption(text: string): number {
  return sizeOf(text) ?? refuse(`${ACCEPTS.size}, such as 10GB`);
}

function refuse(expected: string): never {
  throw new InvalidArgumentError(`expected ${expected}`);
}
