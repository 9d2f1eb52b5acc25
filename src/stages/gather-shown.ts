import { renumbered } from '../algorithms/trees/renumber.js';
import type { Across } from '../language/config.js';
import type {
  Assigned,
  Chance,
  ClusteringPlace,
  MatrixPlace,
  Members,
  NamedModel,
  ScorePlace,
  Shown,
  TreesPlace,
} from '../report/material.js';
import type { ClusterSummary, Kindred, Matrix, ModelScore } from '../report/results.js';
import type { Traits } from '../report/traits.js';
import type { Digest, Fingerprint } from '../store/fingerprint.js';
import type { Store } from '../store/store.js';
import { bytesOf, integersOf, readArray, readRows } from './arrays.js';
import type { Tree } from './kindred.js';
import type { LabelSummary } from './label.js';
import { input, readJson } from './stage.js';

/** What the inputs of a table, a figure or the page are of: each list goes with the inputs of the same name. */
interface ShownParams {
  readonly models?: readonly NamedModel[];
  readonly traits?: Traits;
  readonly members?: Partial<Readonly<Record<Across, Members>>>;
  readonly scores?: readonly ScorePlace[];
  readonly clusterings?: readonly ClusteringPlace[];
  readonly partitions?: readonly ClusteringPlace[];
  /** Of matrices too. */
  readonly chances?: readonly MatrixPlace[];
  /** Of trees of each too. */
  readonly means?: readonly TreesPlace[];
}

/** Joins what a fingerprint names with what its inputs hold. */
export function gatherShown(fingerprint: Fingerprint, store: Store): Shown {
  const params: ShownParams = fingerprint.params;
  const read = <Value>(name: string) => digestsOf(fingerprint, name).map((digest) => readJson<Value>(store, digest));
  const members = (across: Across) => params.members?.[across] ?? { names: [], order: [] };
  const levels = read<number>('chances');
  const places = params.chances ?? [];
  const chances = places.map((place, index): Chance => {
    return { ...place, members: members(place.across).names, chance: levels[index] };
  });
  const [means, each] = [read<Tree>('means'), read<readonly Tree[]>('each')];
  const scores = read<Omit<ModelScore, 'model' | 'epoch'>>('scores');
  return {
    models: params.models ?? [],
    traits: params.traits ?? NO_TRAITS,
    scores: (params.scores ?? []).map((place, index) => ({ ...place, ...scores[index] })),
    clusters: clustersOf(params, fingerprint, store),
    assigned: assignedOf(params, fingerprint, store),
    matrices: digestsOf(fingerprint, 'matrices').map((digest, index) => {
      return lazyMatrix(chances[index], members(places[index].across), digest, store);
    }),
    chances,
    kindred: (params.means ?? []).flatMap((place, index) => [
      kindredOf(means[index], place, members('models')),
      ...(each[index] ?? []).map((tree, position) => ({
        ...kindredOf(tree, place, members('models')),
        at: place.at[position],
      })),
    ]),
  };
}

const NO_TRAITS: Traits = { fields: [], models: [] };

function digestsOf({ inputs }: Fingerprint, name: string): readonly Digest[] {
  return [inputs[name] ?? []].flat();
}

/** Its values are read when they are asked for, each time: all matrices together may not fit into memory. */
function lazyMatrix(chance: Chance, { order }: Members, digest: Digest, store: Store): Matrix {
  return {
    ...chance,
    get values() {
      const rows = readRows(store, digest);
      return order.map((row) => Float64Array.from(order, (column) => rows[row][column]));
    },
  };
}

function clustersOf({ clusterings = [] }: ShownParams, fingerprint: Fingerprint, store: Store): ClusterSummary[] {
  if (clusterings.length === 0) return [];
  const classNames = readJson<string[]>(store, input(fingerprint, 'classNames'));
  return digestsOf(fingerprint, 'labels').flatMap((digest, index) => {
    const { labels, sizes, purity } = readJson<LabelSummary>(store, digest);
    return labels.map((label, cluster) => ({
      ...clusterings[index],
      cluster,
      size: sizes[cluster],
      label: classNames[label] ?? '',
      purity: purity[cluster],
    }));
  });
}

function assignedOf({ partitions }: ShownParams, fingerprint: Fingerprint, store: Store): Assigned {
  if (partitions === undefined) return { ids: [], classes: [], partitions: [] };
  const classNames = readJson<string[]>(store, input(fingerprint, 'classNames'));
  const assignments = digestsOf(fingerprint, 'assignments');
  return {
    ids: integersOf(readArray(store, input(fingerprint, 'ids'))),
    classes: Array.from(bytesOf(readArray(store, input(fingerprint, 'trueLabels'))), (label) => classNames[label]),
    partitions: partitions.map((place, index) => {
      return { ...place, clusters: inLittleRoom(integersOf(readArray(store, assignments[index]))) };
    }),
  };
}

/** There may be tens of thousands of them, and few have more than 256 clusters. */
function inLittleRoom(clusters: Int32Array): ArrayLike<number> {
  return clusters.every((cluster) => cluster >= 0 && cluster < 256) ? Uint8Array.from(clusters) : clusters;
}

/** In the order in which the experiment lists the models. */
function kindredOf(tree: Tree, { at: _, ...settings }: TreesPlace, { names, order }: Members): Kindred {
  const memberAt = names.map((_, place) => order.indexOf(place));
  const { merges, groups, silhouette } = renumbered(tree, memberAt);
  const named = groups.map((group) => group.map((member) => names[member]));
  return { ...settings, at: undefined, members: names, merges, groups: named, silhouette };
}
