import type {
  Activation,
  AveragePooling2d,
  BatchNormalization,
  Conv2d,
  Dense,
  DepthwiseConv2d,
  Dropout,
  Layer,
  MaxPooling2d,
} from '../../src/networks/layer.js';

// Layers with the usual choices, for short lists of layers in tests.

export const conv = (
  name: string,
  filters: number,
  kernelSize: [number, number],
  rest: Partial<Conv2d> = {},
): Conv2d => ({
  type: 'conv2d',
  name,
  filters,
  kernelSize,
  strides: [1, 1],
  padding: 'valid',
  activation: 'relu',
  kernelInitializer: 'glorotUniform',
  ...rest,
});

export const depthwise = (
  name: string,
  kernelSize: [number, number],
  rest: Partial<DepthwiseConv2d> = {},
): DepthwiseConv2d => ({
  type: 'depthwiseConv2d',
  name,
  kernelSize,
  depthMultiplier: 1,
  strides: [1, 1],
  padding: 'valid',
  activation: 'linear',
  kernelInitializer: 'glorotUniform',
  ...rest,
});

export const pool = (name: string, size: number, rest: Partial<MaxPooling2d> = {}): MaxPooling2d => ({
  type: 'maxPooling2d',
  name,
  poolSize: [size, size],
  strides: [size, size],
  padding: 'valid',
  ...rest,
});

export const averagePool = (name: string, size: number, rest: Partial<AveragePooling2d> = {}): AveragePooling2d => ({
  type: 'averagePooling2d',
  name,
  poolSize: [size, size],
  strides: [size, size],
  padding: 'valid',
  ...rest,
});

export const dense = (name: string, units: number, activation: Activation = 'linear'): Dense => ({
  type: 'dense',
  name,
  units,
  activation,
  kernelInitializer: 'glorotUniform',
});

export const dropout = (name: string, rate: number): Dropout => ({ type: 'dropout', name, rate });

export const norm = (name: string, rest: Partial<BatchNormalization> = {}): BatchNormalization => ({
  type: 'batchNormalization',
  name,
  momentum: 0.9,
  epsilon: 1e-3,
  ...rest,
});

export const activate = (name: string, activation: Activation): Layer => ({ type: 'activation', name, activation });
export const add = (name: string, other: string): Layer => ({ type: 'add', name, with: other });
export const globalPool: Layer = { type: 'globalAveragePooling2d', name: 'global' };
export const flatten: Layer = { type: 'flatten', name: 'flat' };
