import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { ChangedEngine } from '../engines/choose.js';
import { EngineDoesNotLoad } from '../engines/does-not-load.js';
import { STAGES } from '../stages/index.js';
import type { StageResult, TrainingProgress } from '../stages/stage.js';
import type { Content } from '../store/atomic-file.js';
import { shortageOf } from '../store/shortage.js';
import { CorruptObject, Disagreement, Store } from '../store/store.js';
import { OUT_OF_MEMORY_HINT, type StepResult, type WorkOrder } from './messages.js';

/** Runs one step, whose inputs are in the store, and publishes what it made. */
export async function attempt(order: WorkOrder, progress: (progress: TrainingProgress) => void): Promise<StepResult> {
  const { id, fingerprint } = order;
  const store = new Store(order.cache);
  const began = performance.now();
  try {
    const run = await STAGES[order.stage]();
    const result: StageResult = await run(fingerprint, {
      store,
      sources: order.sources,
      progress,
    });
    if (!result.ok) return { type: 'failed', id, failure: result.failure };
    return publish(store, order, result.files, began);
  } catch (error) {
    return failed(id, error as Error);
  }
}

function publish(
  store: Store,
  { id, fingerprint, cache }: WorkOrder,
  files: ReadonlyMap<string, Content>,
  began: number,
): StepResult {
  const elapsed = () => (performance.now() - began) / 1000;
  try {
    const { artifacts, seconds } = store.publish({ fingerprint, files, seconds: elapsed, host: hostname() });
    return { type: 'done', id, artifacts, seconds };
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (error instanceof Disagreement) {
      const hint = 'a step must be a pure function of its fingerprint; please report this';
      return { type: 'failed', id, failure: { code: 'disagreement', message, hint } };
    }
    // What makes pieces while they are written can fail by itself.
    if (syscall === undefined) throw error;
    const hint = 'free space or name another folder with --cache';
    return {
      type: 'failed',
      id,
      failure: { code: 'cannot-write', message: `${message} (cache folder ${cache})`, hint },
    };
  }
}

function failed(id: string, error: Error): StepResult {
  if (error instanceof CorruptObject) return { type: 'corrupt', id, digest: error.digest };
  if (error instanceof ChangedEngine) {
    return { type: 'failed', id, failure: { code: 'changed-engine', message: error.message, hint: 'run again' } };
  }
  if (error instanceof EngineDoesNotLoad) {
    const hint = '`pipeline doctor` tries every engine; `engine: auto` takes one that works';
    return { type: 'failed', id, failure: { code: 'engine-does-not-load', message: error.message, hint } };
  }
  const shortage = shortageOf(error);
  if (shortage !== undefined) {
    const hint = 'with fewer --jobs less is needed; finished steps are kept';
    return { type: 'failed', id, failure: { code: 'too-few-means', message: shortage, hint } };
  }
  if (isOutOfMemory(error)) {
    const message = `the step needs more memory than this process can have: ${error.message}`;
    return { type: 'failed', id, failure: { code: 'out-of-memory', message, hint: OUT_OF_MEMORY_HINT } };
  }
  return { type: 'failed', id, failure: { code: 'internal', message: error.stack ?? error.message } };
}

/** V8 says so in words only. */
function isOutOfMemory(error: Error): boolean {
  return error instanceof RangeError && /allocation failed|memory|array length/i.test(error.message);
}
