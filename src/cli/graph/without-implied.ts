/**
 * What each node needs, without what one of its other needs needs too, however far before: the arrows that say everything.
 * Nodes go by their positions and stand after what they need.
 */
export function withoutImplied(needs: readonly ReadonlySet<number>[]): number[][] {
  const before: Set<number>[] = [];
  return needs.map((direct) => {
    const implied = new Set([...direct].flatMap((need) => [...before[need]]));
    before.push(new Set([...implied, ...direct]));
    return [...direct].filter((need) => !implied.has(need)).sort((a, b) => a - b);
  });
}
