import { load4, store4, VECTOR } from './vector';

// Whole arrays of the same shape; `bytes` is the size of each. Outputs may be inputs.

export function copy(input: usize, output: usize, bytes: i32): void {
  memory.copy(output, input, bytes);
}

export function sum(first: usize, second: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) store4(output + i, f32x4.add(load4(first + i), load4(second + i)));
}

export function product(first: usize, second: usize, output: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += VECTOR) store4(output + i, f32x4.mul(load4(first + i), load4(second + i)));
}
