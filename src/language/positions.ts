import type { ConfigPath } from './config.js';
import { type Position, positionOf, type Span } from './source.js';
import { type Place, placeOf, type Tree } from './tree.js';

/** Where in the experiment file a field of the config is decided. */
export interface Positions {
  /**
   * Of the nearest node at or above the path; what --set gave is found at what it replaces or is added to. A path into a
   * list of choices also finds the only choice, which may stand without its list.
   */
  at(path: ConfigPath): Position;
}

export function positionsIn(root: Tree): Positions {
  return {
    at(path) {
      for (let length = path.length; length > 0; length--) {
        const wanted = path.slice(0, length);
        const span =
          spanAt(root, wanted) ??
          spanAt(
            root,
            wanted.filter((part) => typeof part === 'string'),
          );
        if (span !== undefined) return positionOf(span);
      }
      return positionOf(root.span);
    },
  };
}

function spanAt(root: Tree, path: ConfigPath): Span | undefined {
  const place = placeOf(root, path);
  return place.found ? spanInFile(place) : undefined;
}

/** The value itself if it fits on a line; a mapping or list begins at its key. */
function spanInFile({ node, key }: Place): Span | undefined {
  const value = node.alias ?? node.span;
  const preferred = node.kind === 'scalar' || node.alias !== undefined ? [value, key] : [key, value];
  return preferred.find((span) => span !== undefined && !span.source.set);
}
