import type { Layer } from '../networks/layer.js';
import type { Complaint } from './complaint.js';
import type { ConfigPath } from './config.js';
import type { Draft, DraftArchitecture } from './draft.js';
import { listed } from './warnings/warning.js';
import { quote } from './words.js';

/** Each architecture by itself, whether a model uses it or not. */
export function checkArchitectures({ architectures, facts }: Draft): Complaint[] {
  return architectures.flatMap(({ name, layers, shapes }) => {
    if (layers === undefined) return [];
    return [...checkNames(name, layers), ...checkShapes(name, shapes), ...checkOutput(name, layers, facts?.classNames)];
  });
}

function checkNames(architecture: string, layers: readonly Layer[]): Complaint[] {
  const seen = new Set<string>();
  return layers.flatMap(({ type, name }, index): Complaint[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `another layer of ${quote(architecture)} is named ${quote(name)}`;
    const path = ['architectures', architecture, index, type, 'name'];
    return [{ code: 'duplicate-layer', message, expected: 'a name of its own', path }];
  });
}

function checkShapes(architecture: string, shapes: DraftArchitecture['shapes']): Complaint[] {
  if (shapes === undefined || !('message' in shapes)) return [];
  const [message, hint] = shapes.message.split(/: (?=put )/);
  return [
    { code: 'shape-mismatch', message, ...(hint && { hint }), path: ['architectures', architecture, shapes.layer] },
  ];
}

function checkOutput(
  architecture: string,
  layers: readonly Layer[],
  classes: readonly string[] | undefined,
): Complaint[] {
  const index = layers.length - 1;
  const last = layers[index];
  const path: ConfigPath = ['architectures', architecture, index];
  const of =
    classes === undefined ? '' : ` with ${classes.length} units, one for each class (${listed(classes.map(quote))})`;
  const bad = (message: string, at: ConfigPath): Complaint => {
    return { code: 'bad-output', message, expected: `a linear dense layer${of}`, path: at };
  };
  if (last.type !== 'dense') return [bad(`the last layer of ${quote(architecture)} is ${last.type}`, path)];
  const params = [...path, 'dense'];
  return [
    ...(last.activation === 'linear' ? [] : [bad(`the last layer is ${last.activation}`, [...params, 'activation'])]),
    ...(classes === undefined || last.units === classes.length
      ? []
      : [bad(`the last layer has ${last.units} units for ${classes.length} classes`, [...params, 'units'])]),
  ];
}
