// A tile is the one to four channels whose sums a kernel keeps in registers. Kernels are generic over the tile's width and
// leave out the channels that it lacks when they are compiled: `offsetof<T>()` is the width, a constant.

/** Most channels of a tile: with two vectors each, their sums and operands just fit the 16 vector registers of x86-64. */
export const TILE: i32 = 4;

/** A tile of one channel. */
@unmanaged
export class One {
  first: u8;
}

/** A tile of two channels. */
@unmanaged
export class Two {
  first: u8;
  second: u8;
}

/** A tile of three channels. */
@unmanaged
export class Three {
  first: u8;
  second: u8;
  third: u8;
}

/** A tile of four channels. */
@unmanaged
export class Four {
  first: u8;
  second: u8;
  third: u8;
  fourth: u8;
}

/** Tiles over n channels. */
@inline
export function tileCount(n: i32): i32 {
  return (n + TILE - 1) / TILE;
}

/** Width of the i-th tile when n channels are dealt out evenly over the fewest tiles. */
export function tileWidth(n: i32, i: i32): i32 {
  const tiles = tileCount(n);
  return n / tiles + i32(i < n % tiles);
}
