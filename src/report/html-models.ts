import type { ModelConfig } from '../language/config.js';
import type { ScheduledOptimizer } from '../networks/optimizer.js';
import { tableHtml } from './html-parts.js';
import type { ModelScore, Results } from './results.js';
import { percent } from './settings.js';

/** Of tables that only a program reads to their end. */
const MOST_ROWS = 200;

export function modelsTable({ config: { models }, scores }: Results): string {
  const head = ['model', 'architecture', 'optimizer', 'init', 'epoch', 'test loss', 'test accuracy'];
  const last = lastScores(scores);
  const rows = models.slice(0, MOST_ROWS).map((model) => modelRow(model, last.get(model.name)));
  const note =
    models.length > MOST_ROWS
      ? `<p>The first ${MOST_ROWS} of ${models.length} models; <code>models.csv</code> has all of them.</p>\n`
      : '';
  return note + tableHtml(head, rows);
}

function lastScores(scores: readonly ModelScore[]): Map<string, ModelScore> {
  const last = new Map<string, ModelScore>();
  for (const score of scores) if (score.epoch >= (last.get(score.model)?.epoch ?? 0)) last.set(score.model, score);
  return last;
}

function modelRow({ name, architecture, optimizer, init }: ModelConfig, last: ModelScore | undefined): string[] {
  const numbers = [String(init), String(last?.epoch ?? ''), last?.loss.toFixed(4) ?? '', percent(last?.accuracy)];
  return [name, architecture, optimizerText(optimizer), ...numbers];
}

function optimizerText({ type, learningRate, weightDecay, ...parameters }: ScheduledOptimizer): string {
  const rate = typeof learningRate === 'number' ? learningRate : optionsText(learningRate);
  return optionsText({ type, learningRate: rate, ...parameters, ...(weightDecay > 0 && { weightDecay }) });
}

/** `adam (learningRate 0.001, beta1 0.9)` */
function optionsText({ type, ...parameters }: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return `${type} (${list.join(', ')})`;
}
