import { type Executor, Worker } from '../runner/pool.js';
import { type Key, keyOf } from '../store/fingerprint.js';

/** Workers of which is known what they work on. */
export class TrackedWorkers {
  readonly #busy = new Map<Executor, Key>();

  open(): Executor {
    const worker = new Worker();
    return {
      run: async (order, progress) => {
        this.#busy.set(worker, keyOf(order.fingerprint));
        const result = await worker.run(order, progress);
        this.#busy.delete(worker);
        return result;
      },
      stop: () => worker.stop(),
    };
  }

  busyWith(): Key[] {
    return [...this.#busy.values()];
  }
}
