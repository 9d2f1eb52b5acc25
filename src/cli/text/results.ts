import type { Config } from '../../language/config.js';
import { fieldName } from '../../language/origins.js';
import { escapeInvisible, quote } from '../../language/words.js';
import type { Difference } from '../../runner/differences.js';
import type { RunSource } from '../../runner/results/run-json.js';
import type { ResultsState } from '../../runner/results/state.js';
import { shellWord } from './shell-word.js';
import { valueText } from './value.js';

const MOST = 3;

/** What is wrong with the results in a folder; undefined where nothing is. `source` is who asks. */
export function stateText(state: ResultsState, folder: string, source: RunSource, config: Config): string | undefined {
  switch (state.status) {
    case 'current':
      return undefined;
    case 'missing':
      return `${folder} has no results yet`;
    case 'unreadable':
      return `${folder}/run.json is damaged, or of another release`;
    case 'unfinished':
      return `${folder} is of a run that did not come to its end`;
    case 'outdated':
      return `${folder} is of other data, another engine or another release`;
    case 'damaged':
      return `${folder} is not whole: ${listText(state.files ?? [])} missing or changed`;
    case 'another':
      return `${folder} is of ${ownerText(state.source, source)}: ${differencesText(state.differences ?? [], config)}`;
  }
}

/** Whose results there are, told to somebody else. */
export function ownerText(owner: RunSource | undefined, asking: RunSource): string {
  if (owner === undefined) return 'an earlier release, which does not say whose they are';
  const isOther = owner.place !== asking.place;
  const another = isOther && owner.file === asking.file ? 'another ' : '';
  const set = owner.set.map((one) => ` --set ${shellWord(escapeInvisible(one))}`).join('');
  const without = !isOther && set === '' && asking.set.length > 0 ? ' without --set' : '';
  const before = !isOther && `${owner.set}` === `${asking.set}` ? ' as it was before' : '';
  const name = owner.case === null || owner.case === asking.case ? '' : `, case ${quote(owner.case)}`;
  return `${another}${quote(owner.file)}${name}${set}${without}${before}`;
}

/** Fields as --set writes them, with what was and what is. */
export function differencesText(differences: readonly Difference[], config: Config): string {
  const lines = differences.map(({ field, before, after }) => {
    return `${escapeInvisible(fieldName(config, field))}: ${valueText(before, after)} -> ${valueText(after, before)}`;
  });
  const fields = [...new Set(lines)];
  const more = fields.length > MOST ? `, and ${fields.length - MOST} more` : '';
  return `${fields.slice(0, MOST).join(', ')}${more}`;
}

/** With the verb. */
export function listText(names: readonly string[]): string {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : '';
  return `${names.slice(0, MOST).join(', ')}${more} ${names.length === 1 ? 'is' : 'are'}`;
}
