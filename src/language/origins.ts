import type { Layer } from '../networks/layer.js';
import type { ScheduledOptimizer } from '../networks/optimizer.js';
import type { Config, ConfigPath } from './config.js';
import type { Origin, Positions } from './positions.js';

/** Where a value of the decided config was written, by its path in the config; undefined for a default. */
export function originOf(config: Config, positions: Positions, path: ConfigPath): Origin | undefined {
  return positions.exactly(writtenPath(config, positions, path));
}

/** The place in an experiment file that decides the value at a path of the config, or one above it. */
export function writtenPath(config: Config, positions: Positions, path: ConfigPath): ConfigPath {
  const written = specPath(config, path);
  if (positions.exactly(written) !== undefined) return written;
  const [section, , field] = written;
  if (section === 'models' && field === 'engine') return ['engine'];
  return section === 'run' && written.length === 4 ? ['run', written[3]] : written;
}

function specPath(config: Config, path: ConfigPath): ConfigPath {
  const [section, index, ...rest] = path;
  if (section === 'models' && typeof index === 'number') return modelPath(config.models[index], rest);
  if (section === 'dataset' && index === 'use') {
    return [section, index, ...choicePath(config.dataset.use.type, 'type', rest)];
  }
  if ((section === 'reduce' || section === 'cluster') && typeof index === 'number') {
    return [section, index, ...choicePath(config[section][index].use, 'use', rest)];
  }
  return path;
}

function modelPath({ name, architecture, layers, optimizer }: Config['models'][number], path: ConfigPath): ConfigPath {
  const [field, ...rest] = path;
  if (field === 'name') return ['models', name];
  if (field === 'optimizer')
    return ['models', name, field, ...choicePath(optimizer.type, 'type', optimizerPath(optimizer, rest))];
  if (field !== 'layers') return ['models', name, ...path];
  return ['architectures', architecture, ...layerPath(layers, rest)];
}

function layerPath(layers: readonly Layer[], [index, ...path]: ConfigPath): ConfigPath {
  if (index === undefined) return [];
  const layer = layers[Number(index)];
  return [index, ...(layer === undefined ? [] : choicePath(layer.type, 'type', path))];
}

function optimizerPath({ learningRate }: ScheduledOptimizer, [field, ...rest]: ConfigPath): ConfigPath {
  if (field === undefined) return [];
  return [field, ...(typeof learningRate === 'object' ? choicePath(learningRate.type, 'type', rest) : rest)];
}

/** A choice is written as its name, or as one key with its parameters; `tag` is the field that holds the name. */
function choicePath(name: string, tag: string, path: ConfigPath): ConfigPath {
  return path.length === 0 || path[0] === tag ? [] : [name, ...path];
}

/** The field that decides the value at a path of the config, as --set writes it. */
export function fieldName(config: Config, path: ConfigPath): string {
  return fieldText(config, specPath(config, path));
}

/** A field as --set writes it, such as `capture.epochs[0]` or `models["a.b"].init`; the only choice stands without its list. */
export function fieldText({ reduce, cluster }: Config, [section, ...rest]: ConfigPath): string {
  const isAlone = (section === 'reduce' && reduce.length === 1) || (section === 'cluster' && cluster.length === 1);
  return pathText([section, ...(isAlone && rest[0] === 0 ? rest.slice(1) : rest)]);
}

function pathText(path: ConfigPath): string {
  const parts = path.map((part, index) => {
    if (typeof part === 'number') return `[${part}]`;
    if (/[.[\]"=\s]/.test(part)) return `["${part}"]`;
    return index === 0 ? part : `.${part}`;
  });
  return parts.join('');
}
