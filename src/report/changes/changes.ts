/** A value in two results; undefined where one does not have it. */
export interface Pair<Value> {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** In the order of the later results; what only the earlier have comes last. */
export interface Changes<Change> {
  /** In either of the results. */
  readonly all: number;
  readonly changed: readonly Change[];
}

/** What differs between two results, by the ids of each; `changeOf` gives nothing where both have the same. */
export function changesOf<Change>(
  before: Iterable<string>,
  after: Iterable<string>,
  changeOf: (id: string) => Change | undefined,
): Changes<Change> {
  const ids = [...new Set([...after, ...before])];
  return { all: ids.length, changed: ids.flatMap((id) => changeOf(id) ?? []) };
}
