import { describe, expect, it } from 'vitest';
import type { Layer, Shape } from '../../src/networks/layer.js';
import { isTrainable, type ParameterRole, parameterSpecs } from '../../src/networks/parameters.js';
import { inferShapes } from '../../src/networks/shapes.js';
import { conv, dense, depthwise, flatten, norm, pool } from '../engines/layers.js';

function specsOf(inputShape: Shape, ...layers: readonly Layer[]) {
  const placed = inferShapes(inputShape, layers);
  if ('message' in placed) throw new Error(placed.message);
  return parameterSpecs(placed);
}

describe('parameters', () => {
  const specs = specsOf(
    [8, 9, 3],
    conv('c1', 4, [3, 5]),
    depthwise('d1', [2, 3], { depthMultiplier: 2, kernelInitializer: 'heNormal' }),
    norm('n1'),
    pool('p1', 2),
    flatten,
    dense('logits', 7),
  );

  it('have Keras names and shapes, in layer order', () => {
    expect(specs.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
      'c1/kernel 3x5x3x4',
      'c1/bias 4',
      'd1/depthwise_kernel 2x3x4x2',
      'd1/bias 8',
      'n1/gamma 8',
      'n1/beta 8',
      'n1/moving_mean 8',
      'n1/moving_variance 8',
      'logits/kernel 16x7',
      'logits/bias 7',
    ]);
  });

  it('kernels start from the fans of their shape', () => {
    const kernels = specs.filter(({ role }) => role === 'kernel').map(({ initial }) => initial);
    expect(kernels).toEqual([
      { use: 'glorotUniform', fanIn: 45, fanOut: 60 },
      { use: 'heNormal', fanIn: 24, fanOut: 12 },
      { use: 'glorotUniform', fanIn: 16, fanOut: 7 },
    ]);
  });

  it('scales and variances start at 1, all else at 0', () => {
    const constants = specs.flatMap(({ role, initial }) => (initial.use === 'constant' ? [[role, initial.value]] : []));
    expect(Object.fromEntries(constants)).toEqual({ bias: 0, gamma: 1, beta: 0, moving_mean: 0, moving_variance: 1 });
  });

  it('optimizers change all but moving statistics', () => {
    const kept: ParameterRole[] = ['moving_mean', 'moving_variance'];
    expect(specs.filter((spec) => !isTrainable(spec)).map(({ role }) => role)).toEqual(kept);
  });
});
