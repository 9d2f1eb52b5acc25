import { Document, isMap, isScalar, isSeq, type Node, Pair, visit } from 'yaml';
import type { Config, ConfigPath, RunConfig } from '../../language/config.js';
import type { DatasetFacts } from '../../language/dataset-facts.js';
import { fittedDefaults } from '../../language/fitted-defaults.js';
import { originOf } from '../../language/origins.js';
import type { Positions } from '../../language/positions.js';
import { defaultText, originText } from './origin.js';

export interface Decided {
  readonly config: Config;
  readonly run: RunConfig;
  readonly facts: DatasetFacts;
  readonly positions: Positions;
}

/** The decided experiment as YAML; a comment behind each value says where it was written, or that it is a default. */
export function annotatedConfig(decided: Decided): string {
  const { config, run } = decided;
  const originAt = originsOf(decided);
  const document = new Document({ ...config, run });
  visit(document, {
    Pair(_, { key, value }, ancestors) {
      if (!isLeaf(value) || !isScalar(key)) return;
      const origin = originAt([...pathOf(ancestors), String(key.value)]);
      if (isSeq(value)) value.flow = true;
      (value as Node).comment = ` ${origin}`;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** Gives the text for where the value at a path of the config comes from; of a default, whether it had to be lowered. */
export function originsOf({ config, facts, positions }: Decided): (path: ConfigPath) => string {
  const fitted = new Map(fittedDefaults(config, facts, positions).map((one) => [JSON.stringify(one.path), one]));
  return (path) => {
    const lowered = fitted.get(JSON.stringify(path));
    return lowered ? defaultText(lowered) : originText(originOf(config, positions, path));
  };
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
