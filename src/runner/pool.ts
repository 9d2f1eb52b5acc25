import { fileURLToPath } from 'node:url';
import { execaNode, type ResultPromise } from 'execa';
import type { StepFailure, TrainingProgress } from '../stages/stage.js';
import type { Limit } from './limits.js';
import { OUT_OF_MEMORY_HINT, type WorkerMessage, type WorkOrder, type WorkResult } from './messages.js';
import { watchLimits } from './watch-limits.js';

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Runs steps, one at a time. */
export interface Executor {
  run(order: WorkOrder, progress: (progress: TrainingProgress) => void): Promise<WorkResult>;
  stop(): void;
}

/** One worker process, kept alive from step to step. */
export class Worker implements Executor {
  #process: ResultPromise | undefined;
  #memory: number | undefined;
  #wasUsed = false;
  /** What the process has said before its program ran; undefined from then on. */
  #firstWords: string | undefined;

  /** Runs one step; a worker that dies on the way, or is ended, gives a failure and is replaced at the next order. */
  async run(order: WorkOrder, progress: (progress: TrainingProgress) => void): Promise<WorkResult> {
    const { id } = order;
    const child = this.#start(order.limits.memory);
    const wasUsed = this.#wasUsed;
    this.#wasUsed = true;
    const { pid } = child;
    if (pid === undefined) return { type: 'died', id, failure: await notStarted(child), wasUsed };
    return await new Promise((resolve) => {
      let excess: StepFailure | undefined;
      const endWatch = watchLimits(pid, order, (failure) => {
        excess = failure;
        child.kill('SIGKILL');
      });
      const settle = (result: WorkResult) => {
        endWatch();
        child.off('message', hear);
        child.off('close', died);
        resolve(result);
      };
      const hear = (message: WorkerMessage) => {
        if (message.type === 'ready') return;
        if (message.type === 'progress') progress(message.progress);
        else if (excess === undefined) settle(message);
      };
      const died = (code: number | null, signal: string | null) => {
        settle({ type: 'died', id, failure: excess ?? this.#deathOf(code, signal), wasUsed });
      };
      child.on('message', hear);
      // Not before its last words are heard.
      child.on('close', died);
      child.send(order, (error) => error && died(null, error.message));
    });
  }

  stop(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  /** A process with another limit for its heap is of no use. */
  #start(memory: Limit | undefined): ResultPromise {
    if (this.#memory !== memory?.amount) this.stop();
    if (this.#process !== undefined) return this.#process;
    this.#memory = memory?.amount;
    this.#wasUsed = false;
    const child: ResultPromise = execaNode(PROGRAM, [String(process.pid)], {
      nodeOptions: [...process.execArgv, ...heapOptions(memory)],
      ipc: true,
      serialization: 'json',
      reject: false,
      buffer: false,
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    });
    this.#process = child;
    this.#listen(child);
    // Also between steps.
    child.once('exit', () => {
      if (this.#process === child) this.#process = undefined;
    });
    return child;
  }

  /** What a process says before its program runs is why it does not; everything else goes where ours goes. */
  #listen(child: ResultPromise): void {
    this.#firstWords = '';
    child.on('message', ({ type }: WorkerMessage) => {
      if (type === 'ready' && this.#process === child) this.#firstWords = undefined;
    });
    let isDying = false;
    child.stderr?.on('data', (bytes: Buffer) => {
      isDying ||= bytes.includes(FULL_HEAP);
      if (this.#firstWords !== undefined) this.#firstWords += String(bytes).slice(0, 10_000);
      else if (!isDying) process.stderr.write(bytes);
    });
  }

  #deathOf(code: number | null, signal: string | null): StepFailure {
    if (code === null || this.#firstWords === undefined) return deathOf(code, signal);
    const reason = /^\w*Error\b.*/m.exec(this.#firstWords)?.[0] ?? `exit status ${code}`;
    return { code: 'worker-not-started', message: `the worker process did not start: ${reason}`, hint: CHECK_NODE };
  }
}

/** Where V8 begins a page for its makers, before it ends a process whose heap is full; the failure of the step says that. */
const FULL_HEAP = '<--- Last few GCs --->';

const CHECK_NODE =
  'what NODE_OPTIONS asks for, and the limits of `ulimit`, hold for workers too: mend them, then run again';

/** Half for JavaScript's heap, which grows to its limit before it is tidied; samples and weights are outside of it. */
function heapOptions(memory: Limit | undefined): string[] {
  return memory === undefined ? [] : [`--max-old-space-size=${Math.floor(memory.amount / 2 ** 21)}`];
}

async function notStarted(child: ResultPromise): Promise<StepFailure> {
  const { shortMessage } = await child;
  return { code: 'worker-died', message: `the worker process did not start: ${shortMessage}`, hint: TRY_FEWER };
}

const TRY_FEWER =
  'a worker that is killed is often out of memory: try fewer --jobs, then run again; finished steps are kept';

function deathOf(code: number | null, signal: string | null): StepFailure {
  // How V8 ends a process whose heap is full.
  if (signal === 'SIGABRT' || code === 134) {
    const message = 'the worker process ran out of memory in the middle of the step';
    return { code: 'out-of-memory', message, hint: OUT_OF_MEMORY_HINT };
  }
  const how = signal === null ? `exit status ${code}` : signal;
  return {
    code: 'worker-died',
    message: `the worker process ended in the middle of the step (${how})`,
    hint: TRY_FEWER,
  };
}
