import { load4, store4 } from '../../simd/assembly/vector';

// Up to four neighbouring floats, as they come at the end of a row whose length is no multiple of four.

/** Lanes of a vector. */
export const LANES: i32 = 4;

/** The first `count` floats at `at`, then zeros. */
@inline
export function loadUpTo4(at: usize, count: i32): v128 {
  return count >= LANES ? load4(at) : loadFew(at, count);
}

/** Stores the first `count` floats. */
@inline
export function storeUpTo4(at: usize, value: v128, count: i32): void {
  if (count >= LANES) store4(at, value);
  else storeFew(at, value, count);
}

function loadFew(at: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(at);
  const two = v128.load64_zero(at);
  return count == 2 ? two : v128.load32_lane(at, two, 2, 8);
}

function storeFew(at: usize, value: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(at, value, 0);
    return;
  }
  v128.store64_lane(at, value, 0);
  if (count == 3) v128.store32_lane(at, value, 2, 8);
}
