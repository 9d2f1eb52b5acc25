// Float32 samples become centred panels, laid out as blocks.ts says.
import { sumOfTwo, upperHalf } from './lanes';

/** sums[j] += column j of `samples` (rows x columns), float64. */
export function addSums(samples: usize, rows: i32, columns: i32, sums: usize): void {
  const stride: usize = (<usize>columns) << 2;
  let j = 0;
  for (; j + 4 <= columns; j += 4) {
    const at = (<usize>j) << 2;
    const target = sums + 2 * at;
    let low = v128.load(target);
    let high = v128.load(target, 16);
    for (let i = 0; i < rows; i++) {
      const x = v128.load(samples + <usize>i * stride + at);
      low = f64x2.add(low, f64x2.promote_low_f32x4(x));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(x)));
    }
    v128.store(target, low);
    v128.store(target, high, 16);
  }
  for (; j < columns; j++) {
    const target = sums + ((<usize>j) << 3);
    for (let i = 0; i < rows; i++) {
      store<f64>(target, load<f64>(target) + <f64>load<f32>(samples + <usize>i * stride + ((<usize>j) << 2)));
    }
  }
}

/**
 * Rows of samples minus the means become rows of panels, which are `panelBytes` apart; `panels` is the address of the first
 * sample's row in the first panel, `quadBytes` leads from four columns to the next. Differences are taken in float64, and so
 * are their squares, whose sum it gives.
 */
export function centreRows(
  samples: usize, rows: i32, columns: i32, means: usize, panels: usize, panelColumns: i32, panelBytes: usize, quadBytes: usize,
): f64 {
  const stride: usize = (<usize>columns) << 2;
  let squares: f64 = 0;
  for (let first = 0; first < columns; first += panelColumns) {
    const count = min(panelColumns, columns - first);
    const part = samples + ((<usize>first) << 2);
    for (let i = 0; i < rows; i++) {
      squares += centre(part + <usize>i * stride, means + ((<usize>first) << 3), count, panels + ((<usize>i) << 4), quadBytes);
    }
    panels += panelBytes;
  }
  return squares;
}

function centre(row: usize, means: usize, count: i32, out: usize, quadBytes: usize): f64 {
  let squares = f64x2.splat(0);
  const end = row + ((<usize>(count & ~3)) << 2);
  while (row < end) {
    const x = v128.load(row);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), v128.load(means));
    const high = f64x2.sub(f64x2.promote_low_f32x4(upperHalf(x)), v128.load(means, 16));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
    v128.store(out, v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5));
    row += 16;
    means += 32;
    out += quadBytes;
  }
  let sum = sumOfTwo(squares);
  for (let left = count & 3; left > 0; left--) {
    const difference = <f64>load<f32>(row) - load<f64>(means);
    sum += difference * difference;
    store<f32>(out, <f32>difference);
    row += 4;
    means += 8;
    out += 4;
  }
  return sum;
}

/** The same for samples that become columns of one panel, from its column `first` on. */
export function centreColumns(samples: usize, rows: i32, columns: i32, means: usize, panel: usize, first: i32, quadBytes: usize): f64 {
  let squares: f64 = 0;
  for (let i = first; i < first + rows; i++) {
    let out = panel + (<usize>i >> 2) * quadBytes + ((<usize>i & 3) << 2);
    for (let j = 0; j < columns; j++) {
      const difference = <f64>load<f32>(samples) - load<f64>(means + ((<usize>j) << 3));
      squares += difference * difference;
      store<f32>(out, <f32>difference);
      samples += 4;
      out += 16;
    }
  }
  return squares;
}
