import { CELL, load4, multiplyAdd, store4, tileWidth } from './vector';

/**
 * Output of up to four channels at every position. The padded input is (channels, paddedHeight, paddedWidth) cells; the
 * packed weights are [channel][ky][kx][tile]. Each position's sums stay in registers over the whole window.
 */
@inline
function forwardTile(T: i32, input: usize, weights: usize, bias: usize, output: usize, channels: i32, paddedHeight: i32, paddedWidth: i32, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, relu: bool): void {
  const zero = f32x4.splat(0);
  const plane = height * width * CELL;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let a0 = v128.load_splat<f32>(bias), b0 = a0;
      let a1 = T > 1 ? v128.load_splat<f32>(bias, 4) : zero, b1 = a1;
      let a2 = T > 2 ? v128.load_splat<f32>(bias, 8) : zero, b2 = a2;
      let a3 = T > 3 ? v128.load_splat<f32>(bias, 12) : zero, b3 = a3;
      let channelAt = input + (y * strideY * paddedWidth + x * strideX) * CELL;
      let w = weights;
      for (let c = channels; c > 0; c--) {
        let rowAt = channelAt;
        for (let ky = kernelHeight; ky > 0; ky--) {
          let p = rowAt;
          for (let kx = kernelWidth; kx > 0; kx--) {
            const x0 = load4(p), x1 = v128.load(p, 16);
            const w0 = v128.load_splat<f32>(w);
            a0 = multiplyAdd(a0, x0, w0);
            b0 = multiplyAdd(b0, x1, w0);
            if (T > 1) { const w1 = v128.load_splat<f32>(w, 4); a1 = multiplyAdd(a1, x0, w1); b1 = multiplyAdd(b1, x1, w1); }
            if (T > 2) { const w2 = v128.load_splat<f32>(w, 8); a2 = multiplyAdd(a2, x0, w2); b2 = multiplyAdd(b2, x1, w2); }
            if (T > 3) { const w3 = v128.load_splat<f32>(w, 12); a3 = multiplyAdd(a3, x0, w3); b3 = multiplyAdd(b3, x1, w3); }
            p += CELL;
            w += 4 * T;
          }
          rowAt += paddedWidth * CELL;
        }
        channelAt += paddedHeight * paddedWidth * CELL;
      }
      // In this order of operands NaN stays NaN, so that divergence shows.
      if (relu) {
        a0 = f32x4.pmax(a0, zero); b0 = f32x4.pmax(b0, zero);
        if (T > 1) { a1 = f32x4.pmax(a1, zero); b1 = f32x4.pmax(b1, zero); }
        if (T > 2) { a2 = f32x4.pmax(a2, zero); b2 = f32x4.pmax(b2, zero); }
        if (T > 3) { a3 = f32x4.pmax(a3, zero); b3 = f32x4.pmax(b3, zero); }
      }
      const o = output + (y * width + x) * CELL;
      store4(o, a0); v128.store(o, b0, 16);
      if (T > 1) { store4(o + plane, a1); v128.store(o + plane, b1, 16); }
      if (T > 2) { store4(o + 2 * plane, a2); v128.store(o + 2 * plane, b2, 16); }
      if (T > 3) { store4(o + 3 * plane, a3); v128.store(o + 3 * plane, b3, 16); }
    }
  }
}

function forward1(i: usize, w: usize, b: usize, o: usize, c: i32, ph: i32, pw: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, r: bool): void { forwardTile(1, i, w, b, o, c, ph, pw, h, wd, kh, kw, sy, sx, r); }
function forward2(i: usize, w: usize, b: usize, o: usize, c: i32, ph: i32, pw: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, r: bool): void { forwardTile(2, i, w, b, o, c, ph, pw, h, wd, kh, kw, sy, sx, r); }
function forward3(i: usize, w: usize, b: usize, o: usize, c: i32, ph: i32, pw: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, r: bool): void { forwardTile(3, i, w, b, o, c, ph, pw, h, wd, kh, kw, sy, sx, r); }
function forward4(i: usize, w: usize, b: usize, o: usize, c: i32, ph: i32, pw: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, r: bool): void { forwardTile(4, i, w, b, o, c, ph, pw, h, wd, kh, kw, sy, sx, r); }

/**
 * Convolution and bias, then ReLU if asked for. A dense layer is a 1x1 convolution of 1x1 images.
 * `packed` comes from `packForward`.
 */
export function convolutionForward(input: usize, packed: usize, bias: usize, output: usize, blocks: i32, channels: i32, paddedHeight: i32, paddedWidth: i32, filters: i32, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, relu: bool): void {
  const plane = height * width * CELL;
  for (let block = 0; block < blocks; block++) {
    const from = input + block * channels * paddedHeight * paddedWidth * CELL;
    let to = output + block * filters * plane;
    let w = packed;
    for (let filter = 0, tile = 0; filter < filters; tile++) {
      const t = tileWidth(filters, tile);
      const b = bias + filter * 4;
      if (t == 1) forward1(from, w, b, to, channels, paddedHeight, paddedWidth, height, width, kernelHeight, kernelWidth, strideY, strideX, relu);
      else if (t == 2) forward2(from, w, b, to, channels, paddedHeight, paddedWidth, height, width, kernelHeight, kernelWidth, strideY, strideX, relu);
      else if (t == 3) forward3(from, w, b, to, channels, paddedHeight, paddedWidth, height, width, kernelHeight, kernelWidth, strideY, strideX, relu);
      else forward4(from, w, b, to, channels, paddedHeight, paddedWidth, height, width, kernelHeight, kernelWidth, strideY, strideX, relu);
      w += t * channels * kernelHeight * kernelWidth * 4;
      to += t * plane;
      filter += t;
    }
  }
}

/** First kernel index that reaches input position `at` from an existing output position. */
@inline
function firstTap(at: i32, outputs: i32, stride: i32): i32 {
  const first = at - (outputs - 1) * stride;
  return first < 0 ? at % stride : first;
}

/** How many kernel indices first, first + stride, ... reach it. */
@inline
function tapCount(at: i32, first: i32, kernel: i32, stride: i32): i32 {
  const last = min(kernel - 1, at);
  return last < first ? 0 : (last - first) / stride + 1;
}

/** Gradient of up to four input channels: each position gathers from the outputs that it took part in. */
@inline
function inputGradientTile(T: i32, dOutput: usize, weights: usize, dInput: usize, inputHeight: i32, inputWidth: i32, filters: i32, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32): void {
  const zero = f32x4.splat(0);
  const plane = inputHeight * inputWidth * CELL;
  for (let row = 0; row < inputHeight; row++) {
    const y = row + padTop;
    const ky = firstTap(y, height, strideY);
    const rows = tapCount(y, ky, kernelHeight, strideY);
    const outputRow = (y - ky) / strideY;
    for (let column = 0; column < inputWidth; column++) {
      const x = column + padLeft;
      const kx = firstTap(x, width, strideX);
      const columns = tapCount(x, kx, kernelWidth, strideX);
      let from = dOutput + (outputRow * width + (x - kx) / strideX) * CELL;
      let w = weights + (ky * kernelWidth + kx) * 4 * T;
      let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
      for (let f = filters; f > 0; f--) {
        let rowAt = from, weightRow = w;
        for (let i = rows; i > 0; i--) {
          let p = rowAt, q = weightRow;
          for (let j = columns; j > 0; j--) {
            const d0 = load4(p), d1 = v128.load(p, 16);
            const w0 = v128.load_splat<f32>(q);
            a0 = multiplyAdd(a0, d0, w0);
            b0 = multiplyAdd(b0, d1, w0);
            if (T > 1) { const w1 = v128.load_splat<f32>(q, 4); a1 = multiplyAdd(a1, d0, w1); b1 = multiplyAdd(b1, d1, w1); }
            if (T > 2) { const w2 = v128.load_splat<f32>(q, 8); a2 = multiplyAdd(a2, d0, w2); b2 = multiplyAdd(b2, d1, w2); }
            if (T > 3) { const w3 = v128.load_splat<f32>(q, 12); a3 = multiplyAdd(a3, d0, w3); b3 = multiplyAdd(b3, d1, w3); }
            p -= CELL;
            q += strideX * 4 * T;
          }
          rowAt -= width * CELL;
          weightRow += strideY * kernelWidth * 4 * T;
        }
        from += height * width * CELL;
        w += kernelHeight * kernelWidth * 4 * T;
      }
      const o = dInput + (row * inputWidth + column) * CELL;
      store4(o, a0); v128.store(o, b0, 16);
      if (T > 1) { store4(o + plane, a1); v128.store(o + plane, b1, 16); }
      if (T > 2) { store4(o + 2 * plane, a2); v128.store(o + 2 * plane, b2, 16); }
      if (T > 3) { store4(o + 3 * plane, a3); v128.store(o + 3 * plane, b3, 16); }
    }
  }
}

function inputGradient1(d: usize, w: usize, o: usize, ih: i32, iw: i32, f: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, pt: i32, pl: i32): void { inputGradientTile(1, d, w, o, ih, iw, f, h, wd, kh, kw, sy, sx, pt, pl); }
function inputGradient2(d: usize, w: usize, o: usize, ih: i32, iw: i32, f: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, pt: i32, pl: i32): void { inputGradientTile(2, d, w, o, ih, iw, f, h, wd, kh, kw, sy, sx, pt, pl); }
function inputGradient3(d: usize, w: usize, o: usize, ih: i32, iw: i32, f: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, pt: i32, pl: i32): void { inputGradientTile(3, d, w, o, ih, iw, f, h, wd, kh, kw, sy, sx, pt, pl); }
function inputGradient4(d: usize, w: usize, o: usize, ih: i32, iw: i32, f: i32, h: i32, wd: i32, kh: i32, kw: i32, sy: i32, sx: i32, pt: i32, pl: i32): void { inputGradientTile(4, d, w, o, ih, iw, f, h, wd, kh, kw, sy, sx, pt, pl); }

/** Gradient of a convolution's input from that of its output. `packed` comes from `packBackward`. */
export function convolutionInputGradient(dOutput: usize, packed: usize, dInput: usize, blocks: i32, channels: i32, inputHeight: i32, inputWidth: i32, filters: i32, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, padTop: i32, padLeft: i32): void {
  const plane = inputHeight * inputWidth * CELL;
  for (let block = 0; block < blocks; block++) {
    const from = dOutput + block * filters * height * width * CELL;
    let to = dInput + block * channels * plane;
    let w = packed;
    for (let channel = 0, tile = 0; channel < channels; tile++) {
      const t = tileWidth(channels, tile);
      if (t == 1) inputGradient1(from, w, to, inputHeight, inputWidth, filters, height, width, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
      else if (t == 2) inputGradient2(from, w, to, inputHeight, inputWidth, filters, height, width, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
      else if (t == 3) inputGradient3(from, w, to, inputHeight, inputWidth, filters, height, width, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
      else inputGradient4(from, w, to, inputHeight, inputWidth, filters, height, width, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
      w += t * filters * kernelHeight * kernelWidth * 4;
      to += t * plane;
      channel += t;
    }
  }
}
