import type { Conv2d, Dense, DepthwiseConv2d } from '../../../networks/layer.js';
import { activationPasses } from './activation.js';
import type { Operation, Place } from './operation.js';

/** A layer with weights up to its activation. */
export interface Linear {
  /** Address of the layer's window. */
  readonly windowAt: number;
  /** Its sums, biases included, through ReLU if asked for. */
  forward(biasAt: number, outputAt: number, relu: boolean): void;
  /** Gradients of its kernel and its input from that of its sums, which is in the output's place. */
  backward(): void;
}

/** ReLU is part of the forward kernels, other activations follow them. */
export function activated(layer: Conv2d | DepthwiseConv2d | Dense, place: Place, linear: Linear): Operation {
  const { arena, output, parameters } = place;
  const { kernels } = arena;
  const bias = parameters.named(`${layer.name}/bias`);
  const isRelu = layer.activation === 'relu';
  // What gelu needs for its gradient would be lost in place.
  const linearAt = layer.activation === 'gelu' ? arena.allocate(output.bytes) : output.at;
  const dOutputAt = output.gradientAt;
  const arrays = { inputAt: linearAt, outputAt: output.at, dOutputAt, dInputAt: dOutputAt, bytes: output.bytes };
  const activation = activationPasses(kernels, layer.activation, arrays);
  return {
    forward(batch) {
      linear.forward(bias.at, linearAt, isRelu);
      if (!isRelu) activation.forward(batch);
    },
    backward(batch) {
      activation.backward(batch);
      kernels.biasGradient(linear.windowAt, dOutputAt, bias.gradientAt);
      linear.backward();
    },
  };
}
