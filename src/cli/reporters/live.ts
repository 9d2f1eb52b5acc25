import { performance } from 'node:perf_hooks';
import type { RunEvent, RunFinished } from '../../runner/events.js';
import type { TimeLeft } from '../../runner/time-left.js';
import type { StageName } from '../../stages/stage.js';
import { complain, duration, tell } from '../output.js';
import { causeLines, sparedLine } from '../text/cause.js';
import { retryLine, wayOut } from '../text/ending.js';
import { type DrawnList, drawList } from './drawn-list.js';
import { failureText, finishedLine } from './plain.js';
import type { Reporter } from './reporter.js';
import { StageLine } from './stage-line.js';
import { ToldWarnings } from './told-warnings.js';

/** A live list of stages. listr2 only draws; outcomes stay with the runner. */
export function liveReporter(openTimeLeft: () => TimeLeft): Reporter {
  const lines = new Map<StageName, StageLine>();
  const later: string[] = [];
  const warnings = new ToldWarnings();
  const started = new Map<string, number>();
  let list: DrawnList | undefined;
  let timeLeft: TimeLeft | undefined;
  let spared: string | undefined;
  let last: RunFinished | undefined;

  function listen(event: RunEvent): void {
    switch (event.type) {
      case 'experiment':
        tell(`experiment ${event.name}`);
        return;
      case 'planned':
        timeLeft = openTimeLeft();
        for (const { stage } of event.steps) lineOf(stage).add();
        return;
      case 'causes':
        for (const text of causeLines(event)) tell(text);
        return;
      case 'warning':
        warnings.add(event);
        return;
      case 'started':
        startDrawing();
        started.set(event.id, performance.now());
        lineOf(event.stage).run(event.id);
        return;
      case 'progress':
        lineOf('train').run(event.id, trainingText(event, started.get(event.id) ?? 0));
        return;
      case 'step':
        if (event.failure !== undefined && event.outcome === 'failed') later.push(failureText(event.id, event.failure));
        lineOf(event.stage).end(event.id, event.outcome);
        timeLeft?.end(event);
        return;
      case 'retry':
        later.push(retryLine(event));
        lineOf(event.stage).run(event.id, `${event.id}: worker died, trying again`);
        return;
      case 'stopping':
        for (const line of lines.values()) line.note = ` finishing${wayOut(event)}`;
        return;
      case 'notice':
        if (list === undefined) complain(`note: ${event.message}`);
        else later.push(`note: ${event.message}`);
        return;
      case 'spared':
        spared = sparedLine(event);
        return;
      case 'finished':
        last = event;
    }
  }

  function lineOf(stage: StageName): StageLine {
    const line = lines.get(stage) ?? new StageLine(stage);
    lines.set(stage, line);
    return line;
  }

  /** Not before all is said that stands above the list. */
  function startDrawing(): DrawnList {
    if (list !== undefined) return list;
    for (const text of warnings.news()) complain(text);
    list = drawList([...lines.values()], () => leftText(timeLeft?.seconds()));
    return list;
  }

  async function close(): Promise<void> {
    await startDrawing().finish();
    for (const text of later) complain(text);
    if (spared !== undefined) tell(spared);
    if (last === undefined) return;
    for (const text of warnings.atEnd(last)) complain(text);
    tell(finishedLine(last));
  }

  return { listen, close, conclude: (folder) => tell(`results: ${folder}`) };
}

function leftText(seconds: number | undefined): string {
  return seconds === undefined ? '' : `about ${duration(seconds)} left in all`;
}

function trainingText(
  { id, done, total, loss, accuracy }: Extract<RunEvent, { type: 'progress' }>,
  began: number,
): string {
  const elapsed = (performance.now() - began) / 1000;
  const left = done === 0 ? '' : `, ${duration((elapsed / done) * (total - done))} left`;
  const share = Math.round((100 * done) / total);
  return `${id}: ${share} %, loss ${loss.toFixed(3)}, accuracy ${(100 * accuracy).toFixed(1)} %${left}`;
}
