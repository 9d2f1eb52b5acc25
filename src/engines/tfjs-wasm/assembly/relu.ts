import { LANES, loadUpTo4, storeUpTo4 } from './rows';

/** The larger of each float and 0; NaN stays NaN, so that divergence shows. */
export function relu(input: usize, output: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (; count > 0; count -= LANES) {
    storeUpTo4(output, f32x4.pmax(loadUpTo4(input, count), zero), count);
    input += 4 * LANES;
    output += 4 * LANES;
  }
}
