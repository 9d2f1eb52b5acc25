import { performance } from 'node:perf_hooks';
import type { RunFinished, StepEnded } from '../../runner/events.js';
import { complain, duration, tell } from '../output.js';
import { causeLines, sparedLine } from '../text/cause.js';
import { retryLine, stoppingLine } from '../text/ending.js';
import type { Reporter } from './reporter.js';
import { ToldWarnings } from './told-warnings.js';

const PROGRESS_SECONDS = 10;

/** A line for each step that ran or failed, now and then one for training that takes long, and a summary. */
export function plainReporter(): Reporter {
  let spoke = performance.now();
  const warnings = new ToldWarnings();
  const complainAll = (texts: readonly string[]) => {
    for (const text of texts) complain(text);
  };
  return {
    listen(event) {
      switch (event.type) {
        case 'experiment':
          return tell(`experiment ${event.name}`);
        case 'planned':
          return tell(`${event.steps.length} steps`);
        case 'causes':
          for (const line of causeLines(event)) tell(line);
          return;
        case 'warning':
          return warnings.add(event);
        case 'started':
          return complainAll(warnings.news());
        case 'spared':
          return tell(sparedLine(event));
        case 'step':
          return printStep(event);
        case 'notice':
          return complain(`note: ${event.message}`);
        case 'retry':
          return complain(retryLine(event));
        case 'stopping':
          return complain(stoppingLine(event));
        case 'progress':
          if (performance.now() - spoke < PROGRESS_SECONDS * 1000) return;
          spoke = performance.now();
          return tell(
            `${event.id}: epoch ${event.epoch}, ${event.done} of ${event.total} samples, loss ${event.loss.toFixed(3)}, accuracy ${(100 * event.accuracy).toFixed(1)} %`,
          );
        case 'finished':
          complainAll(warnings.atEnd(event));
          return tell(finishedLine(event));
      }
    },
    close: async () => {},
    conclude: (folder) => tell(`results: ${folder}`),
  };
}

function printStep({ id, outcome, seconds, failure }: StepEnded): void {
  if (outcome === 'ran') tell(`${id}: ran in ${duration(seconds)}`);
  if (outcome === 'failed') complain(failureText(id, failure));
}

export function failureText(id: string, failure: StepEnded['failure']): string {
  const hint = failure?.hint === undefined ? '' : `\n  ${failure.hint}`;
  return `${id}: failed (${failure?.code}): ${failure?.message}${hint}`;
}

export function finishedLine({ ran, cached, skipped, failed, seconds }: RunFinished): string {
  const rest = [skipped > 0 ? `, ${skipped} skipped` : '', failed > 0 ? `, ${failed} failed` : ''].join('');
  return `${ran} ran, ${cached} cached${rest} in ${duration(seconds)}`;
}
