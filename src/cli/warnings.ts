import { isListOf, parseJson } from '../formats/json-shape.js';
import type { Positions } from '../language/positions.js';
import type { Experiment } from '../language/read.js';
import { isWarning, type Warning } from '../language/warnings/warning.js';
import { escapeInvisible } from '../language/words.js';
import type { WarningFound } from '../runner/events.js';
import { readOrDiscard } from '../runner/results-folder.js';
import type { StepRecord } from '../runner/step-record.js';
import { CorruptObject, type Store } from '../store/store.js';
import { complain } from './output.js';

/** A warning with its place in the experiment file. */
export function warningEvent(warning: Warning, positions: Positions): WarningFound {
  if (warning.path === undefined) return { type: 'warning', ...warning };
  const { file, line, column } = positions.at(warning.path);
  return { type: 'warning', at: `${file}:${line}:${column}`, ...warning };
}

/** `exp.yaml:12:5: warning few-models: ...`, and what to do. */
export function warningText({ at, code, message, hint }: Omit<WarningFound, 'type'>): string {
  const place = at === undefined ? '' : `${at}: `;
  return escapeInvisible(`${place}warning ${code}: ${message}`) + (hint ? `\n  ${escapeInvisible(hint)}` : '');
}

/** What is known of experiments before they run, each once: to standard error, so that what a command prints can be read by machines. */
export function complainOf(experiments: readonly Pick<Experiment, 'warnings' | 'positions'>[]): void {
  const texts = experiments.flatMap(({ warnings, positions }) =>
    warnings.map((warning) => warningText(warningEvent(warning, positions))),
  );
  for (const text of new Set(texts)) complain(text);
}

/** What the steps of a run turned up, beyond what was known before; a corrupt object is dropped and given back. */
export function foundWarnings(
  record: StepRecord | undefined,
  known: readonly Warning[],
  store: Store,
): readonly Warning[] | CorruptObject {
  const digest = record?.artifacts['warnings.json']?.digest;
  if (digest === undefined) return [];
  const bytes = readOrDiscard(store, digest);
  if (bytes instanceof CorruptObject) return bytes;
  const warnings = parseJson(bytes);
  return isListOf(warnings, isWarning) ? warnings.slice(known.length) : new CorruptObject(digest);
}
