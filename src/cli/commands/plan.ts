import { availableParallelism } from 'node:os';
import { type Estimator, estimatorOf } from '../../runner/estimate.js';
import { type Forecast, forecastRun } from '../../runner/forecast.js';
import { readHistory } from '../../runner/history.js';
import { EXIT, type ExperimentOptions } from '../call.js';
import { describeEngines } from '../engines.js';
import { duration } from '../output.js';
import { prepareAll } from '../prepare.js';
import { printEach } from '../print-each.js';

type Status = Forecast['status'];

export function plan(file: string, options: ExperimentOptions & { readonly json?: boolean }): number {
  const all = prepareAll(file, options);
  if (all === undefined) return EXIT.wrong;
  printEach(all, options, ({ config, steps, store, engines }) => {
    const forecasts = forecastRun(steps, store, () => false);
    const seconds = wallSeconds(forecasts, estimatorOf(readHistory(store.root, config.name)));
    return options.json
      ? { engines, steps: forecasts.map(publicFields), estimatedSeconds: seconds ?? null }
      : `${describeEngines(engines)}\n\n${table(forecasts, seconds)}`;
  });
  return EXIT.done;
}

function publicFields(forecast: Forecast) {
  const { id, stage, status } = forecast;
  return status === 'may run'
    ? { id, stage, status, because: forecast.because }
    : { id, stage, status, key: forecast.key };
}

/** Wall seconds of the work ahead, by recorded times; undefined where no step of a stage was ever timed. */
function wallSeconds(forecasts: readonly Forecast[], estimate: Estimator): number | undefined {
  const ahead = forecasts.filter(({ status }) => status !== 'cached').map(estimate);
  if (ahead.some(({ isRecorded }) => !isRecorded)) return undefined;
  return ahead.reduce((sum, { seconds }) => sum + seconds, 0) / availableParallelism();
}

function table(forecasts: readonly Forecast[], seconds: number | undefined): string {
  const stages = [...new Set(forecasts.map(({ stage }) => stage))];
  const rows = stages.map((stage) => {
    const count = (status: Status) => forecasts.filter((one) => one.stage === stage && one.status === status).length;
    return [stage, count('run'), count('may run'), count('cached')];
  });
  const total = (column: number) => rows.reduce((sum, row) => sum + Number(row[column]), 0);
  const lines = [['stage', 'run', 'may run', 'cached'], ...rows, ['all', total(1), total(2), total(3)]];
  const text = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? String(cell).padEnd(9) : String(cell).padStart(8))).join(''),
  );
  return [...text, ...firstSteps(forecasts), ...timeLine(total(1) + total(2), seconds)].join('\n');
}

function firstSteps(forecasts: readonly Forecast[]): string[] {
  const certain = forecasts.filter(({ status }) => status === 'run').map(({ id }) => id);
  if (certain.length === 0) return [];
  const shown = certain.slice(0, 8).join(', ');
  return ['', `runs: ${shown}${certain.length > 8 ? `, and ${certain.length - 8} more` : ''}`];
}

function timeLine(ahead: number, seconds: number | undefined): string[] {
  if (ahead === 0) return ['', 'nothing to do'];
  return seconds === undefined ? [] : ['', `about ${duration(seconds)}, by the last run's times`];
}
