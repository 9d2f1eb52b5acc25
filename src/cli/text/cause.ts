import { escapeInvisible } from '../../language/words.js';
import type { Cause, Change, FieldOrigin, Reason } from '../../runner/causes.js';
import type { CausesFound, StepsSpared } from '../../runner/events.js';
import { valueText } from './value.js';

const MOST_LINES = 10;

/** What stands at the head of a run. */
export function causeLines({ causes, comparedWith, isAnother }: CausesFound): string[] {
  const more = causes.length - MOST_LINES;
  return [
    ...(isAnother ? [`compared with experiment ${comparedWith}`] : []),
    ...causes.slice(0, MOST_LINES).map(causeText),
    ...(more > 0 ? [`and ${more} causes more, which \`pipeline why\` tells`] : []),
  ];
}

/** What stands at the end of a run. */
export function sparedLine({ ids }: StepsSpared): string {
  return `spared, since steps with the same inputs have run: ${countText(ids)}`;
}

/** Such as `cluster.kmeans.k: 10 -> 9 (exp.yaml:41:24): 72 cluster steps run; 72 label, report may run`. */
export function causeText(cause: Cause): string {
  const { run, mayRun, stoppedAt } = cause;
  const reach = [
    ...(run.length > 0 ? [runText(run)] : []),
    ...(mayRun.length > 0 ? [`${countText(mayRun)} may run`] : []),
    ...(stoppedAt.length > 0 ? [`stopped at ${countText(stoppedAt)}: the same bytes as before`] : []),
  ];
  return `${reasonText(cause, cause.aliases.length)}: ${reach.join('; ')}`;
}

/** What differs, and where it is written, for as many fields more. */
export function reasonText(reason: Reason, aliases = 0): string {
  switch (reason.kind) {
    case 'first':
      return 'no earlier run to compare with';
    case 'unfinished':
      return 'an earlier run did not come so far';
    case 'gone':
      return 'no longer in the cache';
    case 'forced':
      return '--force';
    case 'internal':
      return `${reason.field}${changeText(reason.change)} (not in the experiment file)`;
    case 'field':
      return `${fieldsText(reason, aliases)}${reason.change ? changeText(reason.change) : addedText(reason)} (${originText(reason.origin)})`;
  }
}

function fieldsText({ field }: Reason, aliases: number): string {
  return aliases === 0 ? field : `${field} and ${aliases} alias${aliases === 1 ? '' : 'es'}`;
}

function originText(origin: FieldOrigin = 'default'): string {
  if (origin === 'default') return origin;
  if ('environment' in origin) return `environment ${origin.environment.join(', ')}`;
  return 'set' in origin ? `--set ${escapeInvisible(origin.set)}` : `${origin.file}:${origin.line}:${origin.column}`;
}

function changeText(change: Change | undefined): string {
  if (change === undefined) return '';
  return `: ${valueText(change.before, change.after)} -> ${valueText(change.after, change.before)}`;
}

const MOST_ADDED = 4;

/** A model is a field of its own; an epoch is in the field that lists epochs. */
function addedText({ path, added }: Reason): string {
  if (added.length === 0) return ' has changed';
  if (added.length === 1) return path?.at(-1) === added[0] ? ' is new' : `: ${added[0]} is new`;
  const more = added.length > MOST_ADDED ? `, and ${added.length - MOST_ADDED} more` : '';
  return `: ${added.slice(0, MOST_ADDED).join(', ')}${more} are new`;
}

function runText(ids: readonly string[]): string {
  const text = countText(ids);
  const isCounted = /\d \w+$/.test(text);
  if (ids.length === 1) return isCounted ? `${text} step runs` : `${text} runs`;
  return isCounted ? `${text} steps run` : `${text} run`;
}

/** By stage, in the order of stages; a stage that is one step goes by its name. */
function countText(ids: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const [stage] = id.split('/', 1);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  const isOneStep = new Set(ids.filter((id) => !id.includes('/')));
  return [...counts].map(([stage, count]) => (isOneStep.has(stage) ? stage : `${count} ${stage}`)).join(', ');
}
