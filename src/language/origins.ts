import type { ScheduledOptimizer } from '../networks/optimizer.js';
import type { Config, ConfigPath } from './config.js';
import type { Origin, Positions } from './positions.js';

/** Where a value of the decided config was written, by its path in the config; undefined for a default. */
export function originOf(config: Config, positions: Positions, path: ConfigPath): Origin | undefined {
  return positions.exactly(specPath(config, path));
}

/** The place in an experiment file that decides the value at a path of the config. */
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
  const [index, ...inLayer] = rest;
  if (index === undefined) return ['architectures', architecture];
  return ['architectures', architecture, Number(index), ...choicePath(layers[Number(index)].type, 'type', inLayer)];
}

function optimizerPath({ learningRate }: ScheduledOptimizer, [field, ...rest]: ConfigPath): ConfigPath {
  if (field === undefined) return [];
  return [field, ...(typeof learningRate === 'object' ? choicePath(learningRate.type, 'type', rest) : rest)];
}

/** A choice is written as its name, or as one key with its parameters; `tag` is the field that holds the name. */
function choicePath(name: string, tag: string, path: ConfigPath): ConfigPath {
  return path.length === 0 || path[0] === tag ? [] : [name, ...path];
}
