/** Whether all are finite: whatever is not leaves NaN when it is multiplied by 0. */
export function allFinite(values: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}

/** The largest absolute value; 0 of none. */
export function largestOf(values: Float32Array | Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/** Between 2^-20 and 2^40, squares of differences that matter and sums of them are within float32's range. */
const [SMALLEST, LARGEST] = [1 / 1_048_576, 1_099_511_627_776];

/**
 * A power of two by which numbers are divided to come into a range where products neither vanish nor overflow; 1 for usual
 * ones, whose bits so stay as they are. A power of two changes nothing but the exponents.
 */
export function scaleOf(values: Float32Array): number {
  const largest = largestOf(values);
  return largest === 0 || !Number.isFinite(largest) || (largest >= SMALLEST && largest <= LARGEST)
    ? 1
    : powerBelow(largest);
}

/** The largest power of two that is no larger: the eight bits after the sign; what is too small for those counts as the smallest that is not. */
function powerBelow(value: number): number {
  const [bits] = new Uint32Array(Float32Array.of(value).buffer);
  const [power] = new Float32Array(Uint32Array.of(Math.max(1, (bits >>> 23) & 0xff) << 23).buffer);
  return power;
}
