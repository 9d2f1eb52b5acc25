import { CELL } from './vector';

/**
 * The shape of one layer over a batch: a window that slides over images. A dense layer is a 1x1 window over 1x1 images, a
 * depthwise convolution has one group a channel. The driver writes the fields as consecutive integers in this order
 * (`writeWindow` in ../window.ts).
 */
@unmanaged
export class Window {
  /** Blocks of eight samples. */
  blocks: i32;
  channels: i32;
  inputHeight: i32;
  inputWidth: i32;
  /** Input with its frame of zeros, which convolutions read; equal to the input where there is none. */
  paddedHeight: i32;
  paddedWidth: i32;
  /** Rows and columns of padding before the image. */
  padTop: i32;
  padLeft: i32;
  /** Output channels; a pooling layer has as many as input channels. */
  filters: i32;
  height: i32;
  width: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideY: i32;
  strideX: i32;
  /** Channels and filters fall into so many equal groups, each filter reading the channels of its own. */
  groups: i32;

  /** Input channels of one group. */
  @inline
  get groupChannels(): i32 {
    return this.channels / this.groups;
  }

  /** Output channels of one group. */
  @inline
  get groupFilters(): i32 {
    return this.filters / this.groups;
  }

  /** Bytes of one input channel of a block. */
  @inline
  get inputPlane(): i32 {
    return this.inputHeight * this.inputWidth * CELL;
  }

  /** Bytes of one padded input channel of a block. */
  @inline
  get paddedPlane(): i32 {
    return this.paddedHeight * this.paddedWidth * CELL;
  }

  /** Bytes of one output channel of a block. */
  @inline
  get outputPlane(): i32 {
    return this.height * this.width * CELL;
  }

  /** Positions of the window: weights of one input channel for one filter. */
  @inline
  get area(): i32 {
    return this.windowHeight * this.windowWidth;
  }

  /** Weights of one filter. */
  @inline
  get taps(): i32 {
    return this.groupChannels * this.area;
  }
}
