import { fileURLToPath } from 'node:url';
import { execaNode, type ResultPromise } from 'execa';
import type { TrainingProgress } from '../stages/stage.js';
import { OUT_OF_MEMORY_HINT, type WorkerMessage, type WorkOrder, type WorkResult } from './messages.js';

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));

/** Runs steps, one at a time. */
export interface Executor {
  run(order: WorkOrder, progress: (progress: TrainingProgress) => void): Promise<WorkResult>;
  stop(): void;
}

/** One worker process, kept alive from step to step. */
export class Worker implements Executor {
  #process: ResultPromise | undefined;

  /** Runs one step; a worker that dies on the way gives a failure and is replaced at the next order. */
  async run(order: WorkOrder, progress: (progress: TrainingProgress) => void): Promise<WorkResult> {
    const child = this.#start();
    return await new Promise((resolve) => {
      const settle = (result: WorkResult) => {
        child.off('message', hear);
        child.off('exit', died);
        resolve(result);
      };
      const hear = (message: WorkerMessage) => {
        if (message.type === 'progress') progress(message.progress);
        else settle(message);
      };
      const died = (code: number | null, signal: string | null) => {
        this.#process = undefined;
        settle({ type: 'failed', id: order.id, failure: deathOf(code, signal) });
      };
      child.on('message', hear);
      child.on('exit', died);
      child.send(order, (error) => error && died(null, error.message));
    });
  }

  stop(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  #start(): ResultPromise {
    this.#process ??= execaNode(PROGRAM, {
      ipc: true,
      serialization: 'json',
      reject: false,
      buffer: false,
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'inherit',
    });
    return this.#process;
  }
}

function deathOf(code: number | null, signal: string | null) {
  // How V8 ends a process whose heap is full.
  if (signal === 'SIGABRT' || code === 134) {
    const message = 'the worker process ran out of memory in the middle of the step';
    return { code: 'out-of-memory', message, hint: OUT_OF_MEMORY_HINT };
  }
  const how = signal === null ? `exit status ${code}` : signal;
  return {
    code: 'worker-died',
    message: `the worker process ended in the middle of the step (${how})`,
    hint: 'a worker that is killed is often out of memory: try fewer --jobs, then run again; finished steps are kept',
  };
}
