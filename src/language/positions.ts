import type { ConfigPath } from './config.js';
import { type FilePosition, filePositionOf, type Span } from './source.js';
import { nearestSection, type Place, placeOf, type Tree } from './tree.js';

/** Where in the experiment file, or one that it extends, a field of the config is decided. */
export interface Positions {
  /** Of exactly the node at the path; undefined where nothing is written there, so that a default holds. */
  exactly(path: ConfigPath): Origin | undefined;
  /**
   * Of the nearest node at or above the path, or of the section that decides a default; what --set gave is found at what it
   * replaces or is added to. A path into a list of choices also finds the only choice, which may stand without its list.
   */
  at(path: ConfigPath): FilePosition;
}

/** What a value was written in: a file, at a position, a --set argument, or variables of the environment. */
export type Origin =
  | {
      readonly from: 'file';
      readonly position: FilePosition;
      /** Where the value itself is written; `position` may be that of an alias of it. */
      readonly value: FilePosition;
    }
  | { readonly from: 'set'; readonly text: string }
  | { readonly from: 'environment'; readonly variables: readonly string[] };

export function positionsIn(root: Tree): Positions {
  return {
    exactly(path) {
      const place = findPlace(root, path);
      return place && originOf(place);
    },
    at(path) {
      for (let length = path.length; length > 0; length--) {
        const place = findPlace(root, path.slice(0, length), (found) => spanInFile(found) !== undefined);
        const span = place && spanInFile(place);
        if (span !== undefined) return filePositionOf(span);
      }
      const section = nearestSection(root, path);
      return section === undefined ? filePositionOf(root.span) : this.at([section]);
    },
  };
}

/** The node at a path, or at the path without its indices: the only choice may stand without its list. */
function findPlace(root: Tree, path: ConfigPath, suits: (place: Place) => boolean = () => true): Place | undefined {
  const withoutIndices = path.filter((part) => typeof part === 'string');
  return [path, withoutIndices].map((one) => placeOf(root, one)).find((place) => place.found && suits(place));
}

function originOf({ node, key }: Place): Origin {
  if (node.kind === 'scalar' && node.variables !== undefined) return { from: 'environment', variables: node.variables };
  const span = spanInFile({ node, key, found: true });
  const { source } = node.alias ?? node.span;
  if (source.set || span === undefined) return { from: 'set', text: source.text };
  return { from: 'file', position: filePositionOf(span), value: filePositionOf(node.span) };
}

/** The value itself if it fits on a line; a mapping or list begins at its key. */
function spanInFile({ node, key }: Place): Span | undefined {
  const value = node.alias ?? node.span;
  const preferred = node.kind === 'scalar' || node.alias !== undefined ? [value, key] : [key, value];
  return preferred.find((span) => span !== undefined && !span.source.set);
}
