import { Four, One, Three, tileWidth, Two } from './tile';
import { CELL, load4, loadHigh, multiplyAdd, storeActivated } from './vector';
import { Window } from './window';

/**
 * Convolution and bias, then ReLU if asked for: each filter over the channels of its group.
 * input: padded, [block][channel][paddedHeight][paddedWidth] cells. packed: from `packForward`. bias: [filter] floats.
 * output: [block][filter][height][width] cells.
 */
export function convolutionForward(shape: Window, input: usize, packed: usize, bias: usize, output: usize, relu: bool): void {
  const blocks = shape.blocks, groups = shape.groups, filters = shape.groupFilters;
  for (let block = 0; block < blocks; block++) {
    let weights = packed, tileBias = bias;
    for (let group = 0; group < groups; group++) {
      for (let filter = 0, tile = 0; filter < filters; tile++) {
        const width = tileWidth(filters, tile);
        if (width == 1) forwardTile<One>(shape, input, weights, tileBias, output, relu);
        else if (width == 2) forwardTile<Two>(shape, input, weights, tileBias, output, relu);
        else if (width == 3) forwardTile<Three>(shape, input, weights, tileBias, output, relu);
        else forwardTile<Four>(shape, input, weights, tileBias, output, relu);
        weights += 4 * width * shape.taps;
        tileBias += 4 * width;
        output += width * shape.outputPlane;
        filter += width;
      }
      input += shape.groupChannels * shape.paddedPlane;
    }
  }
}

/**
 * One tile of filters over one block. a0, b0 are the sums of the tile's first filter for the low and the high samples,
 * a1, b1 of its second, and so on: they stay in registers over all taps, which weights holds as [channel][ky][kx][filter].
 */
function forwardTile<T>(shape: Window, input: usize, weights: usize, bias: usize, output: usize, relu: bool): void {
  const height = shape.height, width = shape.width;
  const channels = shape.groupChannels, windowHeight = shape.windowHeight, windowWidth = shape.windowWidth;
  const stepY = shape.strideY * shape.paddedWidth * CELL, stepX = shape.strideX * CELL;
  const inputPlane = shape.paddedPlane, inputRow = shape.paddedWidth * CELL, outputPlane = shape.outputPlane;
  const zero = f32x4.splat(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let a0 = v128.load_splat<f32>(bias), b0 = a0;
      let a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
      if (offsetof<T>() > 1) a1 = b1 = v128.load_splat<f32>(bias, 4);
      if (offsetof<T>() > 2) a2 = b2 = v128.load_splat<f32>(bias, 8);
      if (offsetof<T>() > 3) a3 = b3 = v128.load_splat<f32>(bias, 12);
      let w = weights;
      let channelAt = input + y * stepY + x * stepX;
      for (let channel = channels; channel > 0; channel--) {
        let rowAt = channelAt;
        for (let ky = windowHeight; ky > 0; ky--) {
          let p = rowAt;
          for (let kx = windowWidth; kx > 0; kx--) {
            const low = load4(p), high = loadHigh(p);
            const w0 = v128.load_splat<f32>(w);
            a0 = multiplyAdd(a0, low, w0);
            b0 = multiplyAdd(b0, high, w0);
            if (offsetof<T>() > 1) {
              const w1 = v128.load_splat<f32>(w, 4);
              a1 = multiplyAdd(a1, low, w1);
              b1 = multiplyAdd(b1, high, w1);
            }
            if (offsetof<T>() > 2) {
              const w2 = v128.load_splat<f32>(w, 8);
              a2 = multiplyAdd(a2, low, w2);
              b2 = multiplyAdd(b2, high, w2);
            }
            if (offsetof<T>() > 3) {
              const w3 = v128.load_splat<f32>(w, 12);
              a3 = multiplyAdd(a3, low, w3);
              b3 = multiplyAdd(b3, high, w3);
            }
            p += CELL;
            w += 4 * offsetof<T>();
          }
          rowAt += inputRow;
        }
        channelAt += inputPlane;
      }
      const o = output + (y * width + x) * CELL;
      storeActivated(o, a0, b0, relu);
      if (offsetof<T>() > 1) storeActivated(o + outputPlane, a1, b1, relu);
      if (offsetof<T>() > 2) storeActivated(o + 2 * outputPlane, a2, b2, relu);
      if (offsetof<T>() > 3) storeActivated(o + 3 * outputPlane, a3, b3, relu);
    }
  }
}
