// Arrays are blocked: x[block][channel][row][column][8], eight samples innermost, so that every operation runs on
// whole vectors whatever the channels and the window are. A "cell" is those eight floats: two vectors, 32 bytes.

/** Bytes of one cell: eight samples of one value. */
export const CELL: i32 = 32;
/** Most output channels that one pass keeps in registers. */
export const TILE: i32 = 4;

@inline
export function load4(at: usize): v128 {
  return v128.load(at);
}

@inline
export function store4(at: usize, value: v128): void {
  v128.store(at, value);
}

/** sum + a * b in two roundings: a fused multiply-add would give other bits on other machines. */
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
export function horizontalSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Width of the i-th tile when n channels are dealt out evenly over the fewest tiles. */
export function tileWidth(n: i32, i: i32): i32 {
  const tiles = (n + TILE - 1) / TILE;
  return n / tiles + i32(i < n % tiles);
}
