import { performance } from 'node:perf_hooks';
import { Worker as Thread } from 'node:worker_threads';
import type { TrainingProgress } from '../stages/stage.js';
import { attempt } from './attempt.js';
import type { WorkerMessage, WorkOrder } from './messages.js';

/** The program of a worker process: one step at a time, orders and results over Node's IPC channel. */
function main(): void {
  // The runner decides when to stop; a Ctrl-C at the terminal reaches workers too.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
  // This thread hears of that only between steps.
  new Thread(new URL('./parent-watch.js', import.meta.url), { workerData: Number(process.argv[2]) }).unref();
  send({ type: 'ready' });
  process.on('message', (order: WorkOrder) => {
    const { id } = order;
    const progress = atMostEvery(PROGRESS_MS, (progress: TrainingProgress) => {
      send({ type: 'progress', id, progress });
    });
    void attempt(order, progress).then(send);
  });
}

const PROGRESS_MS = 200;

function atMostEvery<Value>(milliseconds: number, tell: (value: Value) => void): (value: Value) => void {
  let told = performance.now();
  return (value) => {
    if (performance.now() - told < milliseconds) return;
    told = performance.now();
    tell(value);
  };
}

/** Where the main process was killed, there is nobody to tell. */
function send(message: WorkerMessage): void {
  process.send?.(message, undefined, undefined, () => {});
}

main();
