import { isListOf, isObject, parseJson } from '../formats/json-shape.js';
import type { Positions } from '../language/positions.js';
import type { Experiment } from '../language/read.js';
import { isWarning, type Warning } from '../language/warnings/warning.js';
import { escapeInvisible } from '../language/words.js';
import type { WarningFound } from '../runner/events.js';
import { readOrDiscard } from '../runner/results-folder.js';
import type { InputRef, Step } from '../runner/step.js';
import type { StepRecord } from '../runner/step-record.js';
import { type ReadInput, type WarningsParams, warningsFrom } from '../stages/warnings.js';
import type { Digest } from '../store/fingerprint.js';
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

type Records = ReadonlyMap<string, StepRecord>;

/**
 * What the steps of a run turned up, beyond what was known before; a corrupt object is dropped and given back. Where the
 * step that collects it has not come to its end, what there is.
 */
export function foundWarnings(
  steps: readonly Step[],
  records: Records,
  known: readonly Warning[],
  store: Store,
): readonly Warning[] | CorruptObject {
  const collecting = steps.find(({ stage }) => stage === 'warnings');
  if (collecting === undefined) return [];
  const digest = records.get(collecting.id)?.artifacts['warnings.json']?.digest;
  if (digest === undefined) return warningsSoFar(collecting, records, store);
  const bytes = readOrDiscard(store, digest);
  if (bytes instanceof CorruptObject) return bytes;
  const warnings = parseJson(bytes);
  return isListOf(warnings, isWarning) ? warnings.slice(known.length) : new CorruptObject(digest);
}

function warningsSoFar({ fingerprint, inputs }: Step, records: Records, store: Store): readonly Warning[] {
  const params = fingerprint(() => '' as Digest).params as unknown as WarningsParams;
  const read: ReadInput = <Value>(name: string) =>
    (inputs[name] as readonly InputRef[]).map(([id, artifact]) => {
      const digest = records.get(id)?.artifacts[artifact]?.digest;
      const bytes = digest && readOrDiscard(store, digest);
      const value = bytes instanceof Uint8Array ? parseJson(bytes) : undefined;
      return isObject(value) ? (value as Value) : undefined;
    });
  return warningsFrom(params, read);
}
