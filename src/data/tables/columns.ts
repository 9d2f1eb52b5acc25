import type { ConfigPath } from '../../language/config.js';
import { anyOfWords, didYouMean, quote } from '../../language/words.js';
import type { DataFailure, NamedFile } from '../failure.js';

/** Columns that the experiment file lists. */
interface Listed {
  readonly columns: readonly string[];
  /** Of the list; where `isOne`, of all that it says of this file. */
  readonly path: ConfigPath;
  readonly isOne?: boolean;
}

/** Which columns of a table to read. */
export interface Choice extends NamedFile {
  readonly label: { readonly column: string; readonly path: ConfigPath };
  /** Null takes all columns but the label and those left out. */
  readonly features: Listed | null;
  readonly exclude: Listed | null;
}

/** Positions of the columns in a row. */
export interface Columns {
  readonly count: number;
  readonly label: number;
  readonly features: readonly { readonly name: string; readonly at: number }[];
}

/** What contradicts itself whatever the table holds. */
export function conflictIn({ label, features, exclude }: Omit<Choice, 'file' | 'path'>): DataFailure | undefined {
  for (const list of [features, exclude]) {
    for (const [at, name] of (list?.columns ?? []).entries()) {
      const path = itemPath(list as Listed, at);
      if (name === label.column) {
        const hint =
          list === features ? 'a network that is shown the answer learns nothing: take it out' : 'take it out';
        return { code: 'column-conflict', message: `${quote(name)} is the label column`, hint, path };
      }
      const first = list?.columns.indexOf(name) ?? at;
      if (first !== at) {
        const message = `item ${at + 1} of the list is the same as item ${first + 1}, ${quote(name)}`;
        return { code: 'duplicate-item', message, hint: 'list each column once', path };
      }
      if (list === exclude && features?.columns.includes(name)) {
        const message = `${quote(name)} is under \`features\` and under \`exclude\``;
        return { code: 'column-conflict', message, hint: 'take it out of one', path };
      }
    }
  }
  return undefined;
}

export function columnsOf(choice: Choice, names: readonly string[]): Columns | DataFailure {
  const { label, features, exclude } = choice;
  if (!names.includes(label.column) && areValues(names)) return unknownIn(choice, names) as DataFailure;
  const unnamed = names.indexOf('');
  const isDropped = features !== null || exclude?.columns.includes('');
  const named = isDropped ? names.filter((name) => name !== '') : names;
  const index = isDropped ? undefined : names.find(isIndexName);
  if (index !== undefined && !exclude?.columns.includes(index) && index !== label.column) {
    if (index === '' && unnamed > 0) return namelessColumn(choice, unnamed, names.length);
    const what = index === '' ? `column ${unnamed + 1} has no name` : `column ${quote(index)}`;
    const drop = `leave it out with \`exclude: [${JSON.stringify(index)}]\`, list the columns under \`features\``;
    return indexColumn(choice, what, `${drop}, or save without it (index=False, row.names=FALSE)`);
  }
  const twice = named.find((name, at) => named.indexOf(name) !== at);
  if (twice !== undefined) return badHeader(choice, `two columns are named ${quote(twice)}`);
  const unknown = unknownIn(choice, names);
  if (unknown) return unknown;
  const left = new Set([label.column, '', ...(exclude?.columns ?? [])]);
  const asked = features?.columns ?? names.filter((name) => !left.has(name));
  if (asked.length === 0) return badHeader(choice, 'it has no column besides the label');
  const at = (name: string) => names.indexOf(name);
  return { count: names.length, label: at(label.column), features: asked.map((name) => ({ name, at: at(name) })) };
}

/** A first line of which half or more are numbers is a row, and no header. */
function areValues(names: readonly string[]): boolean {
  const numbers = names.filter((name) => name !== '' && Number.isFinite(Number(name)));
  return numbers.length > 0 && numbers.length >= names.length / 2;
}

function namelessColumn({ file, path }: NamedFile, at: number, count: number): DataFailure {
  const isEnd = at === count - 1;
  const message = `${file}: column ${at + 1} has no name${isEnd ? ': the header ends with a separator' : ''}`;
  const hint = isEnd
    ? 'take the separator at the end of each line away, or leave the column out with `exclude: [""]`'
    : 'name it, or leave it out with `exclude: [""]`';
  return { code: 'malformed-dataset', message, hint, path };
}

/** What pandas reads a nameless column as. */
function isIndexName(name: string): boolean {
  return /^(Unnamed: \d+(\.\d+)*)?$/i.test(name);
}

export function indexColumn({ file, path }: NamedFile, what: string, hint: string): DataFailure {
  const message = `${file}: ${what}: it looks like the row names that pandas' to_csv() and R's write.csv() add, which would be learnt as a feature`;
  return { code: 'index-column', message, hint, path };
}

function unknownIn(choice: Choice, names: readonly string[]): DataFailure | undefined {
  const { file, label, features, exclude } = choice;
  const places = [
    { name: label.column, path: label.path },
    ...[features, exclude].flatMap((list) => {
      return (list?.columns ?? []).map((name, at) => ({ name, path: itemPath(list as Listed, at) }));
    }),
  ];
  const unknown = places.find(({ name }) => !names.includes(name));
  if (unknown === undefined) return undefined;
  const { name, path } = unknown;
  const known = names.filter((one) => one !== '');
  const hint = areValues(names)
    ? 'its first line holds numbers: give the table a header'
    : (unlikeHeader(names) ??
      didYouMean(name, known) ??
      `its columns are ${anyOfWords(known).replace(/ or (?=[^ ]*$)/, ' and ')}`);
  return { code: 'unknown-column', message: `${file} has no column ${quote(name)}`, hint, path };
}

/** Why a line is most likely no header at all. */
function unlikeHeader(names: readonly string[]): string | undefined {
  if (names[0].startsWith('#')) return 'its first line is a comment: remove it';
  if (names.length > 1) return undefined;
  return `its first line is one cell, ${quote(names[0])}: no comma, semicolon, tab or | separates others`;
}

function itemPath({ path, isOne }: Listed, at: number): ConfigPath {
  return isOne ? path : [...path, at];
}

function badHeader({ file, path }: NamedFile, problem: string): DataFailure {
  const hint = 'a table with a header of different names is expected';
  return { code: 'malformed-dataset', message: `${file}: ${problem}`, hint, path };
}
