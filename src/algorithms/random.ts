import { createHash } from 'node:crypto';
import { canonicalJson } from '../formats/canonical-json.js';

/** A stream of random numbers that is the same on every machine. */
export interface Random {
  /** Uniform in 0..2^32 - 1. */
  uint32(): number;
  /** Uniform in [0, 1), a multiple of 2^-32. */
  uniform(): number;
  /** Uniform integer in 0..bound - 1, without modulo bias. */
  below(bound: number): number;
}

const TWO_TO_32 = 0x1_0000_0000;

/** A stream that depends on every part of `seed` and on nothing else: names, order and jobs play no role. */
export function randomFor(purpose: string, ...seed: readonly unknown[]): Random {
  const hash = createHash('sha256')
    .update(canonicalJson(['kindred random', purpose, ...seed]))
    .digest();
  return xoshiro128ss(hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8), hash.readUInt32LE(12) | 1);
}

/** The numbers 0..count - 1 in random order (Fisher-Yates). */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const held = order[last];
    order[last] = order[other];
    order[other] = held;
  }
  return order;
}

/** xoshiro128** 1.1 (Blackman & Vigna 2018, https://prng.di.unimi.it/xoshiro128starstar.c). */
function xoshiro128ss(a: number, b: number, c: number, d: number): Random {
  const rotate = (x: number, k: number) => (x << k) | (x >>> (32 - k));
  function uint32(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  }
  function below(bound: number): number {
    const limit = TWO_TO_32 - (TWO_TO_32 % bound);
    let value = uint32();
    while (value >= limit) value = uint32();
    return value % bound;
  }
  return { uint32, uniform: () => uint32() / TWO_TO_32, below };
}
