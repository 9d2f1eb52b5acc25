import { type Changes, changesOf, type Pair } from './changes.js';
import { rowsOf } from './rows.js';
import { SETTINGS } from './settings.js';

export interface GroupsChange extends Pair<readonly (readonly string[])[]> {
  /** As the step that made the tree, with the matrix that it is of: a layer and an epoch, or the mean of all. */
  readonly id: string;
}

const COLUMNS = ['group', 'model', 'layer', 'epoch', ...SETTINGS];

/** Members of each group of a tree. */
type Groups = Map<string, string[]>;

/** Of two files `groups.csv`. */
export function groupsChanges(before: string, after: string): Changes<GroupsChange> {
  const [treesBefore, treesAfter] = [treesOf(before), treesOf(after)];
  return changesOf(treesBefore.keys(), treesAfter.keys(), (id) => {
    const change = { before: sorted(treesBefore.get(id)), after: sorted(treesAfter.get(id)) };
    return JSON.stringify(change.before) === JSON.stringify(change.after) ? undefined : { id, ...change };
  });
}

function treesOf(file: string): Map<string, Groups> {
  const trees = new Map<string, Groups>();
  for (const [group, model, layer, epoch, ...settings] of rowsOf(file, COLUMNS)) {
    const id = `kindred/${settings.join('/')} ${layer === 'mean' ? 'mean' : `${layer}@${epoch}`}`;
    const groups: Groups = trees.get(id) ?? new Map();
    const members = groups.get(group) ?? [];
    members.push(model);
    trees.set(id, groups.set(group, members));
  }
  return trees;
}

/** In an order that says nothing: of groups by their first member, of members by name. */
function sorted(groups: Groups | undefined): string[][] | undefined {
  const sortedGroups = groups && [...groups.values()].map((group) => group.toSorted());
  return sortedGroups?.sort(([a], [b]) => (a < b ? -1 : 1));
}
