const mostCharacters = 28;
const headLength = 8;

/**
 * Names that push no picture away: a long one is cut where it differs from none of the others, so that all stay different.
 * Same order and number as given.
 */
export function shortNames(names: readonly string[]): string[] {
  const distinct = [...new Set(names)];
  const long = distinct.filter((name) => charactersOf(name).length > mostCharacters);
  if (long.length === 0) return [...names];
  const differenceOf = firstDifferences(distinct);
  const short = new Map(long.map((name) => [name, cutAround(charactersOf(name), differenceOf.get(name) ?? 0)]));
  const taken = new Set(distinct.filter((name) => !short.has(name)));
  for (const name of long) {
    const free = firstFree(short.get(name) ?? name, taken);
    taken.add(free);
    short.set(name, free);
  }
  return names.map((name) => short.get(name) ?? name);
}

/** The place of the character that tells each name from the one that it shares the longest beginning with: sorted, a neighbour. */
function firstDifferences(distinct: readonly string[]): Map<string, number> {
  const sorted = distinct.toSorted();
  const characters = sorted.map(charactersOf);
  const shared = characters.slice(1).map((own, index) => sharedBeginning(own, characters[index]));
  return new Map(sorted.map((name, index) => [name, Math.max(shared[index - 1] ?? 0, shared[index] ?? 0)]));
}

function sharedBeginning(own: readonly string[], other: readonly string[]): number {
  const end = own.findIndex((character, index) => character !== other[index]);
  return end < 0 ? own.length : end;
}

/** The beginning, and what is around the place that matters, up to the end where that is near. */
function cutAround(characters: readonly string[], place: number): string {
  const room = mostCharacters - headLength - 1;
  const from = Math.max(headLength, Math.min(place - 8, characters.length - room));
  if (from + room >= characters.length)
    return [...characters.slice(0, headLength), '…', ...characters.slice(-room)].join('');
  const window = characters.slice(from, from + room - 1);
  return [...characters.slice(0, headLength), ...(from > headLength ? '…' : ''), ...window, '…'].join('');
}

function firstFree(text: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? text : `${text}~${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function charactersOf(text: string): string[] {
  return [...text];
}
