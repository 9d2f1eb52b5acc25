import { differences } from '../../runner/explain.js';
import { type Forecast, forecastRun } from '../../runner/forecast.js';
import { type History, readHistory } from '../../runner/history.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { complain, print } from '../output.js';
import { type Prepared, prepare } from '../prepare.js';
import { unknownStep } from '../unknown-step.js';

export function why(file: string, id: string, options: ExperimentOptions): number {
  const prepared = prepare(file, options);
  if (prepared === undefined) return EXIT.wrong;
  const forecasts = new Map(forecastRun(prepared.steps, prepared.store, () => false).map((one) => [one.id, one]));
  if (!forecasts.has(id)) {
    complain(unknownStep(id, [...forecasts.keys()]));
    return EXIT.wrong;
  }
  const history = readHistory(prepared.store.root, prepared.config.name);
  print(explain({ file, prepared, forecasts, history }, id, '').join('\n'));
  return EXIT.done;
}

interface Scene {
  readonly file: string;
  readonly prepared: Prepared;
  readonly forecasts: ReadonlyMap<string, Forecast>;
  readonly history: History;
}

function explain(scene: Scene, id: string, indent: string): string[] {
  const forecast = scene.forecasts.get(id);
  if (forecast === undefined) return [];
  if (forecast.status === 'cached') return [`${indent}${id} is cached: all its inputs are as they were`];
  if (forecast.status === 'may run') {
    const causes = rootCauses(scene, id);
    const head = `${indent}${id} may run: ${conditionOf(scene, id, forecast.because)}`;
    return [head, ...causes.flatMap((cause) => explain(scene, cause, `${indent}  `))];
  }
  return explainRun(scene, id, forecast, indent);
}

/** What a step that may run waits for: steps that it needs, or its twin. */
function conditionOf({ prepared }: Scene, id: string, because: readonly string[]): string {
  const needs = prepared.steps.find((step) => step.id === id)?.needs ?? [];
  return because.every((cause) => needs.includes(cause))
    ? 'it needs steps that run, and is spared if those yield the same bytes as before'
    : `its fingerprint is that of ${because.join(', ')}, and it is spared if that succeeds`;
}

function explainRun(
  { file, prepared, history }: Scene,
  id: string,
  now: Extract<Forecast, { key: unknown }>,
  indent: string,
): string[] {
  const before = history.keys[id];
  const step = prepared.steps.find((one) => one.id === id);
  if (before === undefined || step === undefined)
    return [`${indent}${id} runs: it has not run in this experiment before`];
  if (before === now.key) return [`${indent}${id} runs: its artifacts are no longer in the cache`];
  const manifest = prepared.store.recall(before);
  if (manifest === undefined) return [`${indent}${id} runs: the record of its last run is gone from the cache`];
  const changes = differences(step, manifest.fingerprint, now.fingerprint).map(
    ({ field, before: old, after, origin }) => {
      const position = origin && prepared.positions.at(origin);
      return `${indent}  ${field}: ${old} -> ${after}${position ? `  (${file}:${position.line}:${position.column})` : ''}`;
    },
  );
  return [`${indent}${id} runs: its fingerprint differs from the last run's`, ...changes];
}

/** The steps that certainly run and that this one waits for. */
function rootCauses({ forecasts }: Scene, id: string): string[] {
  const causes = new Set<string>();
  const visit = (one: string) => {
    const forecast = forecasts.get(one);
    if (forecast?.status === 'run') causes.add(one);
    if (forecast?.status === 'may run') forecast.because.forEach(visit);
  };
  visit(id);
  return [...causes];
}
