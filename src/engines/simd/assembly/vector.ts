// Arrays are blocked: x[block][channel][row][column][8], eight samples innermost, so that every operation runs on
// whole vectors whatever the channels and the window are. A "cell" is those eight floats: a low and a high vector.
// Only +, -, *, /, sqrt and bit operations are used, each rounded alike on every machine, and `multiplyAdd`.

/** Samples of a block. */
export const LANES: i32 = 8;
/** Bytes of one cell: eight samples of one value. */
export const CELL: i32 = 4 * LANES;
/** Bytes of one vector, half a cell. */
export const VECTOR: i32 = 16;

@inline
export function load4(at: usize): v128 {
  return v128.load(at);
}

@inline
export function store4(at: usize, value: v128): void {
  v128.store(at, value);
}

/** The last four samples of the cell at `at`; `load4` gives the first four. */
@inline
export function loadHigh(at: usize): v128 {
  return v128.load(at, VECTOR);
}

@inline
export function storeCell(at: usize, low: v128, high: v128): void {
  v128.store(at, low);
  v128.store(at, high, VECTOR);
}

/** sum + a * b: the fused module rounds once, and is used only where the processor does; the other rounds twice everywhere. */
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
export function horizontalSum(v: v128): f32 {
  const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  const high = f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
  return low + high;
}

/** The sums of the lanes of four vectors. */
@inline
export function horizontalSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Stores a cell, after ReLU if asked for: in this order of operands NaN stays NaN, so that divergence shows. */
@inline
export function storeActivated(at: usize, low: v128, high: v128, relu: bool): void {
  const zero = f32x4.splat(0);
  if (relu) storeCell(at, f32x4.pmax(low, zero), f32x4.pmax(high, zero));
  else storeCell(at, low, high);
}
