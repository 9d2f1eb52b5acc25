import type { PlacedLayer } from './shapes.js';

/** One trainable array in Keras' layout: conv2d kernel [kh, kw, in, out], dense kernel [in, out], bias [out]. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
  readonly role: 'kernel' | 'bias';
}

/** The trainable arrays of a network, named `<layer>/kernel` and `<layer>/bias`, in layer order. */
export function parameterSpecs(layers: readonly PlacedLayer[]): ParameterSpec[] {
  return layers.flatMap(({ layer, input }) => {
    if (layer.type === 'conv2d') {
      const [height, width] = layer.kernelSize;
      const field = height * width;
      return kernelAndBias(
        layer.name,
        [height, width, input[2], layer.filters],
        field * input[2],
        field * layer.filters,
      );
    }
    if (layer.type === 'dense') return kernelAndBias(layer.name, [input[2], layer.units], input[2], layer.units);
    return [];
  });
}

function kernelAndBias(name: string, shape: readonly number[], fanIn: number, fanOut: number): ParameterSpec[] {
  return [
    { name: `${name}/kernel`, shape, fanIn, fanOut, role: 'kernel' },
    { name: `${name}/bias`, shape: shape.slice(-1), fanIn, fanOut, role: 'bias' },
  ];
}
