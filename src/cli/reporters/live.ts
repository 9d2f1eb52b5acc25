import { performance } from 'node:perf_hooks';
import { type DefaultRenderer, Listr, type ListrTask, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import type { RunEvent, RunFinished, StepEnded } from '../../runner/events.js';
import type { StageName } from '../../stages/stage.js';
import { causeLines, sparedLine } from '../cause-text.js';
import { complain, duration, print } from '../output.js';
import { failureText, finishedLine } from './plain.js';
import type { Reporter } from './reporter.js';

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** One drawn line: a stage with its counts, and below it what its running steps are doing. */
interface StageLine {
  readonly total: number;
  readonly ended: Map<string, StepEnded>;
  readonly running: Map<string, string>;
  readonly finish: () => void;
  readonly finished: Promise<void>;
  task: Task | undefined;
}

/** A live list of stages. listr2 only draws; outcomes stay with the runner. */
export function liveReporter(): Reporter {
  const lines = new Map<StageName, StageLine>();
  const later: string[] = [];
  const started = new Map<string, number>();
  let drawing: Promise<unknown> | undefined;
  let spared: string | undefined;
  let last: RunFinished | undefined;

  function listen(event: RunEvent): void {
    switch (event.type) {
      case 'planned':
        for (const { stage } of event.steps)
          lines.set(stage, newLine(event.steps.filter((step) => step.stage === stage).length));
        return;
      case 'causes':
        for (const text of causeLines(event)) print(text);
        return;
      case 'started':
        startDrawing();
        started.set(event.id, performance.now());
        update(event.stage, (line) => line.running.set(event.id, event.id));
        return;
      case 'progress':
        update('train', (line) => line.running.set(event.id, trainingText(event, started.get(event.id) ?? 0)));
        return;
      case 'step':
        if (event.failure !== undefined && event.outcome === 'failed') later.push(failureText(event.id, event.failure));
        update(event.stage, (line) => line.ended.set(event.id, event) && line.running.delete(event.id));
        return;
      case 'notice':
        later.push(`note: ${event.message}`);
        return;
      case 'spared':
        spared = sparedLine(event);
        return;
      case 'finished':
        last = event;
    }
  }

  /** Not before all is said that stands above the list. */
  function startDrawing(): void {
    drawing ??= draw(lines).run();
  }

  function update(stage: StageName, change: (line: StageLine) => unknown): void {
    const line = lines.get(stage);
    if (line === undefined) return;
    change(line);
    show(stage, line);
    if (line.ended.size === line.total) line.finish();
  }

  async function close(): Promise<void> {
    startDrawing();
    for (const line of lines.values()) line.finish();
    await drawing;
    for (const text of later) complain(text);
    if (spared !== undefined) print(spared);
    if (last !== undefined) print(finishedLine(last));
  }

  return { listen, close, conclude: (folder) => print(`results: ${folder}`) };
}

function newLine(total: number): StageLine {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { total, ended: new Map(), running: new Map(), finish, finished, task: undefined };
}

function draw(lines: ReadonlyMap<StageName, StageLine>): Listr {
  const tasks = [...lines].map(
    ([stage, line]): ListrTask => ({
      title: stage,
      task: async (_, task) => {
        line.task = task as Task;
        show(stage, line);
        await line.finished;
        if (failures(line) > 0) throw new Error(titleOf(stage, line));
      },
    }),
  );
  return new Listr(tasks, { concurrent: true, exitOnError: false, registerSignalListeners: false });
}

function show(stage: StageName, line: StageLine): void {
  if (line.task === undefined) return;
  line.task.title = [titleOf(stage, line), ...[...line.running.values()].map((text) => `    ${text}`)].join('\n');
}

function titleOf(stage: StageName, line: StageLine): string {
  const count = (outcome: string) => [...line.ended.values()].filter((step) => step.outcome === outcome).length;
  const parts = (['ran', 'cached', 'skipped', 'failed'] as const).filter((outcome) => count(outcome) > 0);
  const counts = parts.map((outcome) => `${count(outcome)} ${outcome}`).join(', ');
  return `${stage} ${line.ended.size}/${line.total}${counts === '' ? '' : `: ${counts}`}`;
}

function failures(line: StageLine): number {
  return [...line.ended.values()].filter(({ outcome }) => outcome === 'failed' || outcome === 'skipped').length;
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
