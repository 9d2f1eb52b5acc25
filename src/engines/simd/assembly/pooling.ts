import { CELL, load4, store4 } from './vector';

/** Largest value of each window, and where it was (the first of equals); positions outside the image do not take part. */
export function maxPoolingForward(input: usize, output: usize, winners: usize, planes: i32, inputHeight: i32, inputWidth: i32, height: i32, width: i32, poolHeight: i32, poolWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const top = y * strideY - padTop, left = x * strideX - padLeft;
        const rowEnd = min(top + poolHeight, inputHeight), columnEnd = min(left + poolWidth, inputWidth);
        let best0 = f32x4.splat(-Infinity), best1 = best0;
        let winner0 = i32x4.splat(0), winner1 = winner0;
        for (let row = max(top, 0); row < rowEnd; row++) {
          for (let column = max(left, 0); column < columnEnd; column++) {
            const position = row * inputWidth + column;
            const p = input + position * CELL;
            const v0 = load4(p), v1 = v128.load(p, 16);
            const larger0 = f32x4.gt(v0, best0), larger1 = f32x4.gt(v1, best1);
            const here = i32x4.splat(position);
            best0 = v128.bitselect(v0, best0, larger0);
            best1 = v128.bitselect(v1, best1, larger1);
            winner0 = v128.bitselect(here, winner0, larger0);
            winner1 = v128.bitselect(here, winner1, larger1);
          }
        }
        store4(output, best0); v128.store(output, best1, 16);
        store4(winners, winner0); v128.store(winners, winner1, 16);
        output += CELL;
        winners += CELL;
      }
    }
    input += inputHeight * inputWidth * CELL;
  }
}

/** Hands each window's gradient to the position that won it. */
export function maxPoolingGradient(dOutput: usize, winners: usize, dInput: usize, planes: i32, inputHeight: i32, inputWidth: i32, height: i32, width: i32, poolHeight: i32, poolWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32): void {
  memory.fill(dInput, 0, planes * inputHeight * inputWidth * CELL);
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const top = y * strideY - padTop, left = x * strideX - padLeft;
        const rowEnd = min(top + poolHeight, inputHeight), columnEnd = min(left + poolWidth, inputWidth);
        const winner0 = load4(winners), winner1 = v128.load(winners, 16);
        const d0 = load4(dOutput), d1 = v128.load(dOutput, 16);
        for (let row = max(top, 0); row < rowEnd; row++) {
          for (let column = max(left, 0); column < columnEnd; column++) {
            const position = row * inputWidth + column;
            const p = dInput + position * CELL;
            const here = i32x4.splat(position);
            store4(p, f32x4.add(load4(p), v128.and(d0, i32x4.eq(winner0, here))));
            v128.store(p, f32x4.add(v128.load(p, 16), v128.and(d1, i32x4.eq(winner1, here))), 16);
          }
        }
        dOutput += CELL;
        winners += CELL;
      }
    }
    dInput += inputHeight * inputWidth * CELL;
  }
}
