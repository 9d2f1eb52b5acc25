import type { Layer } from './layer.js';

/** What layers are called when they have no names: by their type and their number in that type, such as conv2d1. */
export function defaultNames(layers: readonly Pick<Layer, 'type'>[]): string[] {
  const counts = new Map<Layer['type'], number>();
  return layers.map(({ type }) => {
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return `${type}${count}`;
  });
}

/** The default name of each layer by the name that it has. */
export function defaultNameOf(layers: readonly Layer[]): Map<string, string> {
  const names = defaultNames(layers);
  return new Map(layers.map(({ name }, index) => [name, names[index]]));
}

/** The same layers under their default names: what they are called changes nothing that they compute. */
export function withDefaultNames(layers: readonly Layer[]): Layer[] {
  const names = defaultNameOf(layers);
  const rename = (name: string) => names.get(name) ?? name;
  return layers.map((layer): Layer => {
    const name = rename(layer.name);
    return layer.type === 'add' ? { ...layer, name, with: rename(layer.with) } : { ...layer, name };
  });
}
