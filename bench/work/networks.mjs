// The networks of the training rows.
const kernelInitializer = 'glorotUniform';
const conv = (name, filters, size, padding) => ({
  type: 'conv2d',
  name,
  filters,
  kernelSize: [size, size],
  strides: [1, 1],
  padding,
  activation: 'relu',
  kernelInitializer,
});
const pool = (name) => ({ type: 'maxPooling2d', name, poolSize: [2, 2], strides: [2, 2], padding: 'valid' });
const dense = (name, units, activation) => ({ type: 'dense', name, units, activation, kernelInitializer });
const flatten = { type: 'flatten', name: 'flat' };

/** 156 GFLOP for 60,000 images. */
const small = {
  layers: [
    conv('conv1', 10, 5, 'valid'),
    pool('pool1'),
    conv('conv2', 20, 5, 'valid'),
    pool('pool2'),
    flatten,
    dense('fc1', 50, 'relu'),
    dense('logits', 10, 'linear'),
  ],
  optimizer: { type: 'momentum', learningRate: 0.01, weightDecay: 0, momentum: 0.9 },
};

/** 750 GFLOP. */
const larger = {
  layers: [
    conv('conv1', 16, 3, 'same'),
    pool('pool1'),
    conv('conv2', 32, 3, 'same'),
    pool('pool2'),
    conv('conv3', 64, 3, 'same'),
    flatten,
    dense('fc1', 64, 'relu'),
    dense('logits', 10, 'linear'),
  ],
  optimizer: { type: 'adam', learningRate: 0.001, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
};

export const networks = { small, larger };
