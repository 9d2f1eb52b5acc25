/** Layers of a network, every field decided. Names and meanings are TensorFlow.js Layers' own. */

export type Activation = 'linear' | 'relu' | 'leakyRelu' | 'elu' | 'tanh' | 'sigmoid' | 'gelu';
export type Padding = 'valid' | 'same';
export type Initializer = 'glorotUniform' | 'glorotNormal' | 'heUniform' | 'heNormal';
/** Height and width. */
export type Size2d = readonly [number, number];
/** Height, width and channels of one sample; a flat vector of n values is [1, 1, n]. */
export type Shape = readonly [number, number, number];

interface Named {
  readonly name: string;
}

interface Windowed {
  readonly strides: Size2d;
  readonly padding: Padding;
}

interface Weighted {
  readonly activation: Activation;
  readonly kernelInitializer: Initializer;
}

export interface Conv2d extends Named, Windowed, Weighted {
  readonly type: 'conv2d';
  readonly filters: number;
  readonly kernelSize: Size2d;
}

/** Each channel is convolved by itself with `depthMultiplier` filters; output channel c * depthMultiplier + m. */
export interface DepthwiseConv2d extends Named, Windowed, Weighted {
  readonly type: 'depthwiseConv2d';
  readonly kernelSize: Size2d;
  readonly depthMultiplier: number;
}

export interface MaxPooling2d extends Named, Windowed {
  readonly type: 'maxPooling2d';
  readonly poolSize: Size2d;
}

/** Means over windows; positions outside of the image do not count. */
export interface AveragePooling2d extends Named, Windowed {
  readonly type: 'averagePooling2d';
  readonly poolSize: Size2d;
}

/** The mean of each channel: [1, 1, channels]. */
interface GlobalAveragePooling2d extends Named {
  readonly type: 'globalAveragePooling2d';
}

interface Flatten extends Named {
  readonly type: 'flatten';
}

export interface Dense extends Named, Weighted {
  readonly type: 'dense';
  readonly units: number;
}

/** In training, each value is dropped with probability `rate`, 0 <= rate < 1, and the others divided by 1 - rate. */
export interface Dropout extends Named {
  readonly type: 'dropout';
  readonly rate: number;
}

/**
 * Per channel, over samples and positions: the batch's mean and biased variance in training, the moving ones at inference
 * (Ioffe & Szegedy 2015). moving = momentum * moving + (1 - momentum) * batch.
 */
export interface BatchNormalization extends Named {
  readonly type: 'batchNormalization';
  readonly momentum: number;
  readonly epsilon: number;
}

/** Adds the output of an earlier layer, of the same shape, to the output of the layer before this one. */
export interface Add extends Named {
  readonly type: 'add';
  readonly with: string;
}

export interface ActivationLayer extends Named {
  readonly type: 'activation';
  readonly activation: Activation;
}

export type Layer =
  | Conv2d
  | DepthwiseConv2d
  | MaxPooling2d
  | AveragePooling2d
  | GlobalAveragePooling2d
  | Flatten
  | Dense
  | Dropout
  | BatchNormalization
  | Add
  | ActivationLayer;

/** Layers in order, each on the output of the one before; the last is dense and linear, one logit per class. */
export interface Network {
  readonly inputShape: Shape;
  readonly layers: readonly Layer[];
}
