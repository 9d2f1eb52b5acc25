import { forecastRun } from '../../runner/forecast.js';
import { annotatedConfig } from '../annotated-config.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { complain, print } from '../output.js';
import { prepare } from '../prepare.js';
import { unknownStep } from '../unknown-step.js';

export function show(file: string, id: string | undefined, options: ExperimentOptions): number {
  const prepared = prepare(file, options);
  if (prepared === undefined) return EXIT.wrong;
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
