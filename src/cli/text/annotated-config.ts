import { Document, isMap, isScalar, isSeq, type Node, Pair, visit } from 'yaml';
import type { Config, ConfigPath, RunConfig } from '../../language/config.js';
import { originOf } from '../../language/origins.js';
import type { Positions } from '../../language/positions.js';
import { originText } from './origin.js';

export interface Decided {
  readonly config: Config;
  readonly run: RunConfig;
  readonly positions: Positions;
}

/** The decided experiment as YAML; a comment behind each value says where it was written, or that it is a default. */
export function annotatedConfig({ config, run, positions }: Decided): string {
  const document = new Document({ ...config, run });
  visit(document, {
    Pair(_, { key, value }, ancestors) {
      if (!isLeaf(value) || !isScalar(key)) return;
      const origin = originOf(config, positions, [...pathOf(ancestors), String(key.value)]);
      if (isSeq(value)) value.flow = true;
      (value as Node).comment = ` ${originText(origin)}`;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** A scalar, or a list of scalars. */
function isLeaf(value: unknown): value is Node {
  return isScalar(value) || (isSeq(value) && value.items.every(isScalar));
}

function pathOf(ancestors: readonly unknown[]): ConfigPath {
  return ancestors.flatMap((node, depth): ConfigPath => {
    const parent = ancestors[depth - 1];
    if (node instanceof Pair && isScalar(node.key)) return [String(node.key.value)];
    return isSeq(parent) && isMap(node) ? [parent.items.indexOf(node)] : [];
  });
}
