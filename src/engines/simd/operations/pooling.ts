import type { Layer } from '../../../networks/layer.js';
import { windowOf, writeWindow } from '../window.js';
import type { Operation, Place } from './operation.js';

export function maxPooling(layer: Layer, place: Place): Operation {
  const {
    arena,
    inputs: [input],
    output,
  } = place;
  const windowAt = windowAtOf(layer, place);
  /** Which position won each window. */
  const winnersAt = arena.allocate(output.bytes);
  return {
    forward: () => arena.kernels.maxPoolingForward(windowAt, input.at, output.at, winnersAt),
    backward() {
      if (input.gradientAt === undefined) return;
      arena.kernels.maxPoolingGradient(windowAt, output.gradientAt, winnersAt, input.gradientAt);
    },
  };
}

/** Global pooling has one window, the whole image. */
export function averagePooling(layer: Layer, place: Place): Operation {
  const {
    arena,
    inputs: [input],
    output,
  } = place;
  const windowAt = windowAtOf(layer, place);
  return {
    forward: () => arena.kernels.averagePoolingForward(windowAt, input.at, output.at),
    backward() {
      if (input.gradientAt === undefined) return;
      arena.kernels.averagePoolingGradient(windowAt, output.gradientAt, input.gradientAt);
    },
  };
}

function windowAtOf(layer: Layer, { arena, blocks, inputs: [input], output }: Place): number {
  const window = windowOf(layer, input.shape);
  return writeWindow(arena, { window, blocks, input: input.shape, output: output.shape });
}
