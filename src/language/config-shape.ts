import { isListOf, isObject, isText, type JsonObject } from '../formats/json-shape.js';

/** Whether a decided experiment from elsewhere has all that its fields are named by. */
export function isConfigLike(config: JsonObject): boolean {
  const { dataset, models, reduce, cluster } = config;
  return (
    isObject(dataset) &&
    has(dataset['use'], 'type') &&
    isListOf(models, isModel) &&
    isListOf(reduce, isChoice) &&
    isListOf(cluster, isChoice)
  );
}

function isModel(value: unknown): value is JsonObject {
  if (!has(value, 'name') || !has(value, 'architecture') || !has(value['optimizer'], 'type')) return false;
  return isListOf(value['layers'], (layer): layer is JsonObject => has(layer, 'type'));
}

function isChoice(value: unknown): value is JsonObject {
  return has(value, 'use');
}

function has(value: unknown, name: string): value is JsonObject {
  return isObject(value) && isText(value[name]);
}
