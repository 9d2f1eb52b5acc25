import type { Warning } from '../../language/warnings/warning.js';
import { didYouMean, quote } from '../../language/words.js';
import { type Forecast, forecastRun } from '../../runner/forecast.js';
import type { Key } from '../../store/fingerprint.js';
import type { Store } from '../../store/store.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { complain, print } from '../output.js';
import { type Prepared, prepare } from '../prepare.js';
import { annotatedConfig } from '../text/annotated-config.js';
import { isIn, originLines } from '../text/origin-lines.js';
import { unknownStep } from '../text/unknown-step.js';

interface Options extends ExperimentOptions {
  /** A field, or true for all. */
  readonly origin?: string | true;
}

export function show(file: string, id: string | undefined, { origin, ...options }: Options): number {
  const prepared = prepare(file, options);
  if (prepared === undefined) return EXIT.wrong;
  if (origin !== undefined) return showOrigins(prepared, origin);
  if (id === undefined) {
    print(annotatedConfig(prepared));
    return EXIT.done;
  }
  const forecasts = forecastRun(prepared.steps, prepared.store, () => false);
  const forecast = forecasts.find((one) => one.id === id);
  if (forecast === undefined) {
    complain(
      unknownStep(
        id,
        prepared.steps.map((step) => step.id),
      ),
    );
    return EXIT.wrong;
  }
  const record = forecast.status === 'cached' ? recordOf(forecast, forecasts, prepared) : {};
  print(JSON.stringify({ ...forecast, ...record }, undefined, 1));
  return EXIT.done;
}

/** What a step made, as far as people read it: documents whole, of arrays their digests; and the warnings that name it. */
function recordOf(
  { id, key }: { readonly id: string; readonly key: Key },
  forecasts: readonly Forecast[],
  { store, warnings: known }: Prepared,
) {
  const collecting = forecasts.find(({ stage }) => stage === 'warnings');
  const collected = collecting?.status === 'cached' ? documentsOf(collecting.key, store)['warnings.json'] : undefined;
  const warnings = ((collected ?? known) as readonly Warning[]).filter(({ steps }) => steps?.includes(id));
  return { warnings, manifest: store.find(key), documents: documentsOf(key, store) };
}

const LARGEST_SHOWN = 100_000;

/** What cannot be read is left out: the manifest names it. */
function documentsOf(key: Key, store: Store): Readonly<Record<string, unknown>> {
  const artifacts = Object.entries(store.find(key)?.artifacts ?? {});
  const shown = artifacts.filter(([name, { size }]) => name.endsWith('.json') && size <= LARGEST_SHOWN);
  return Object.fromEntries(
    shown.flatMap(([name, { digest }]) => {
      try {
        return [[name, JSON.parse(Buffer.from(store.read(digest)).toString())]];
      } catch {
        return [];
      }
    }),
  );
}

function showOrigins(prepared: Prepared, origin: string | true): number {
  const all = originLines(prepared);
  const lines = origin === true ? all : all.filter(({ field }) => isIn(field, origin));
  if (lines.length > 0) {
    print(lines.map(({ text }) => text).join('\n'));
    return EXIT.done;
  }
  const hint = didYouMean(
    String(origin),
    all.map(({ field }) => field),
  );
  complain(`error unknown-field: no decided value is at ${quote(String(origin))}${hint ? `\n  ${hint}` : ''}`);
  return EXIT.wrong;
}
