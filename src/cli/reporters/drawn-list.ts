import { type DefaultRenderer, Listr, type ListrTask, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import { printable } from '../output.js';
import { fitLines } from './fit-lines.js';
import type { StageLine } from './stage-line.js';

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** However many steps end, texts are changed so often at most. */
const DRAW_MS = 100;

/** Of the screen: the last line, in which the cursor stands, and the one that says what time is left. */
const OTHER_LINES = 3;

export interface DrawnList {
  /** Draws what there is and resolves when it is drawn. */
  finish(): Promise<void>;
}

/** Draws lines, and below them a last one while they change, until they are to be finished: never more than the terminal has room for. */
export function drawList(lines: readonly StageLine[], lastLine: () => string): DrawnList {
  const drawn = lines.map((line) => new DrawnLine(line));
  const last = new DrawnText();
  const drawing = new Listr(
    [...drawn, last].map((one) => one.task),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { formatOutput: 'truncate', showErrorMessage: false, showSkipMessage: false },
    },
  ).run();
  const draw = () => {
    const texts = fitLines(lines, (process.stdout.rows || 24) - OTHER_LINES);
    for (const [index, one] of drawn.entries()) one.draw(texts[index]);
    last.show(lastLine());
  };
  const timer = setInterval(draw, DRAW_MS);
  process.stdout.on('resize', draw);
  return {
    finish: async () => {
      clearInterval(timer);
      process.stdout.off('resize', draw);
      draw();
      last.show('');
      for (const one of [...drawn, last]) one.finish();
      await drawing;
    },
  };
}

/** A text of the list that can change until it is finished; an empty one takes no room. */
class DrawnText {
  readonly task: ListrTask;
  protected wrapper: Task | undefined;
  #resolve: () => void = () => {};
  readonly #finished = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  constructor() {
    this.task = { title: '', task: (_, task) => this.#run(task as Task) };
  }

  /** Is drawn with all others the next time that the spinner turns: half of a change could be more than there is room for. */
  show(text: string): void {
    if (this.wrapper !== undefined) this.wrapper.task.title = printable(text);
  }

  finish(): void {
    this.#resolve();
  }

  /** Last of all. */
  protected end(): void {}

  async #run(task: Task): Promise<void> {
    this.wrapper = task;
    await this.#finished;
    this.end();
  }
}

class DrawnLine extends DrawnText {
  readonly #line: StageLine;

  constructor(line: StageLine) {
    super();
    this.#line = line;
  }

  draw(text: string): void {
    this.show(text);
    if (this.#line.isComplete) this.finish();
  }

  protected override end(): void {
    const { hasFailures, isComplete, title } = this.#line;
    if (hasFailures) throw new Error(title);
    if (!isComplete) this.wrapper?.skip(title);
  }
}
