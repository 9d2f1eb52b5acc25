/** The two upper float32 lanes, twice. */
// @ts-ignore: decorator
@inline
export function upperHalf(v: v128): v128 {
  return i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Sum of two float64 lanes. */
// @ts-ignore: decorator
@inline
export function sumOfTwo(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** Sum of four float32 lanes, in float64. */
// @ts-ignore: decorator
@inline
export function sumOfFour(v: v128): f64 {
  return sumOfTwo(f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(upperHalf(v))));
}
