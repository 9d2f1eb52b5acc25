import { didYouMean, quote } from '../../language/words.js';
import { forecastRun } from '../../runner/forecast.js';
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
  const forecast = forecastRun(prepared.steps, prepared.store, () => false).find((one) => one.id === id);
  if (forecast === undefined) {
    complain(
      unknownStep(
        id,
        prepared.steps.map((step) => step.id),
      ),
    );
    return EXIT.wrong;
  }
  const details =
    forecast.status === 'cached' ? { ...forecast, manifest: prepared.store.find(forecast.key) } : forecast;
  print(JSON.stringify(details, undefined, 1));
  return EXIT.done;
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
