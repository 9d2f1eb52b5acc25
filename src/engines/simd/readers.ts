import type { Layer } from '../../networks/layer.js';

/** Indices of the layers whose outputs a layer reads; -1 stands for the images. Views are looked through. */
export function sourcesOf(layers: readonly Layer[], index: number): number[] {
  const layer = layers[index];
  const others = layer.type === 'add' ? [layers.findIndex(({ name }) => name === layer.with)] : [];
  return [index - 1, ...others].map((source) => (isView(layers, source) ? source - 1 : source));
}

export function lastReaderOf(layers: readonly Layer[], index: number): number {
  return layers.findLastIndex((_, reader) => sourcesOf(layers, reader).includes(index));
}

/** A flatten layer that only a dense layer reads moves nothing: that takes its weights in the order of memory. */
export function isView(layers: readonly Layer[], index: number): boolean {
  const layer = layers[index];
  const isAdded = layers.some((other) => other.type === 'add' && other.with === layer?.name);
  return layer?.type === 'flatten' && layers[index + 1]?.type === 'dense' && !isAdded;
}
