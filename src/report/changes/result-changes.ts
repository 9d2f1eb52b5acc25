import { type AccuracyChange, accuracyChanges } from './accuracy.js';
import type { Changes } from './changes.js';
import { type GroupsChange, groupsChanges } from './groups.js';
import { type SimilarityChange, similarityChanges } from './similarity.js';

/** Files of the tables that are compared. */
export interface ResultTables {
  readonly models: string;
  readonly similarity: string;
  readonly groups: string;
}

/** What differs between two results, and of how many. */
export interface ResultChanges {
  readonly accuracy: Changes<AccuracyChange>;
  readonly similarity: Changes<SimilarityChange>;
  readonly groups: Changes<GroupsChange>;
}

export function resultChanges(before: ResultTables, after: ResultTables): ResultChanges {
  return {
    accuracy: accuracyChanges(before.models, after.models),
    similarity: similarityChanges(before.similarity, after.similarity),
    groups: groupsChanges(before.groups, after.groups),
  };
}
