import { LANES, loadUpTo4, storeUpTo4 } from './rows';

/** Rows whose sums are taken before they are added up, so that rounding errors stay small. */
const CHUNK: i32 = 256;

/** sums[column] of `rows` rows of as many floats. */
export function columnSums(input: usize, sums: usize, rows: i32, columns: i32): void {
  const row = 4 * columns;
  memory.fill(sums, 0, row);
  for (; rows > 0; rows -= CHUNK) {
    const chunk = min(rows, CHUNK);
    for (let column = 0; column < columns; column += LANES) {
      const lanes = columns - column, to = sums + 4 * column;
      let sum = f32x4.splat(0), at = input + 4 * column;
      for (let i = chunk; i > 0; i--) {
        sum = f32x4.add(sum, loadUpTo4(at, lanes));
        at += row;
      }
      storeUpTo4(to, f32x4.add(loadUpTo4(to, lanes), sum), lanes);
    }
    input += chunk * row;
  }
}

/** sums[segment] of those rows of floats that have its number; a negative number is that of none. */
export function segmentSums(input: usize, segmentOfRow: usize, sums: usize, rows: i32, columns: i32, segments: i32): void {
  const row = 4 * columns;
  memory.fill(sums, 0, segments * row);
  for (let i = 0; i < rows; i++) {
    const segment = load<i32>(segmentOfRow + 4 * i);
    if (segment >= 0 && segment < segments) {
      const to = sums + segment * row;
      for (let at = 0; at < row; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(input + at));
    }
    input += row;
  }
}
