/** Layers of a sequential network, every field decided. Names and meanings are TensorFlow.js Layers' own. */

export type Activation = 'linear' | 'relu';
export type Padding = 'valid' | 'same';
/** Height and width. */
export type Size2d = readonly [number, number];
/** Height, width and channels of one sample; a flat vector of n values is [1, 1, n]. */
export type Shape = readonly [number, number, number];

export interface Conv2d {
  readonly type: 'conv2d';
  readonly name: string;
  readonly filters: number;
  readonly kernelSize: Size2d;
  readonly strides: Size2d;
  readonly padding: Padding;
  readonly activation: Activation;
}

export interface MaxPooling2d {
  readonly type: 'maxPooling2d';
  readonly name: string;
  readonly poolSize: Size2d;
  readonly strides: Size2d;
  readonly padding: Padding;
}

interface Flatten {
  readonly type: 'flatten';
  readonly name: string;
}

export interface Dense {
  readonly type: 'dense';
  readonly name: string;
  readonly units: number;
  readonly activation: Activation;
}

export type Layer = Conv2d | MaxPooling2d | Flatten | Dense;

/** A sequential network: the last layer is dense and linear, one logit per class. */
export interface Network {
  readonly inputShape: Shape;
  readonly layers: readonly Layer[];
}

export type Optimizer =
  | { readonly type: 'sgd'; readonly learningRate: number }
  | { readonly type: 'momentum'; readonly learningRate: number; readonly momentum: number }
  | {
      readonly type: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
    };
