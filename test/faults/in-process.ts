import { AsyncLocalStorage } from 'node:async_hooks';
import { vi } from 'vitest';
import { runIfNeeded } from '../../src/cli/commands/run-if-needed.js';
import type { WorkOrder, WorkResult } from '../../src/runner/messages.js';
import type { Executor } from '../../src/runner/pool.js';
import { parseRun } from '../stories/rig.js';
import { Clocks } from './clocks.js';
import type { Ended, RunParts } from './fault.js';
import { type Call, install, uninstall } from './shim.cjs';

/** A process of a run: the main one, or a worker. */
export interface Actor {
  readonly role: 'main' | 'worker';
  readonly scene: Scene;
  isDead: boolean;
}

/** An error instead of a call, or death before, in the middle of or after it. */
export type Harm =
  | { readonly type: 'error'; readonly error: Error }
  | { readonly type: 'death'; readonly when: 'before' | 'half' | 'after'; readonly of: 'it' | 'all' };

/** What goes wrong in a run. */
export interface Disturbance {
  /** Asked before each call on a file of the case. */
  before?(call: Call, actor: Actor, clocks: Clocks): Harm | undefined;
  /** Told what happened whole. */
  after?(call: Call, result: unknown): void;
}

export interface InProcessOptions extends RunParts {
  readonly disturbance?: Disturbance;
  /** How many times faster than in truth time goes by. */
  readonly speed?: number;
}

class Dead extends Error {}

const actors = new AsyncLocalStorage<Actor>();

/**
 * The real command in this process. A process of it that dies makes no call on the file system any more, and nothing of it
 * is heard: for the files that is the same as SIGKILL, at a hundredth of the price.
 */
export async function runInProcess(options: InProcessOptions): Promise<Ended> {
  const { file, cache, out, jobs, only } = options;
  const scene = new Scene(options);
  const command: Parameters<typeof runIfNeeded>[1] = {
    set: [],
    force: [],
    reporter: 'json',
    cacheCap: Number.POSITIVE_INFINITY,
    cache,
    out,
    jobs,
    only: [...only],
  };
  try {
    return await scene.play(() => runIfNeeded(file, command, () => new LocalExecutor(scene)));
  } finally {
    scene.end();
  }
}

/** The processes of one run, and what is heard of them. */
class Scene {
  readonly main: Actor = { role: 'main', scene: this, isDead: false };
  readonly output = { stdout: '', stderr: '' };
  readonly timers: NodeJS.Timeout[] = [];
  readonly #workers = new Set<Actor>();
  readonly #unfinished = new Set<Promise<unknown>>();
  readonly #restore: (() => void)[] = [];
  #died: () => void = () => {};

  constructor({ folder, disturbance, speed = 1 }: InProcessOptions) {
    const clocks = new Clocks(speed);
    this.#restore.push(() => clocks.restore());
    this.#keepListeners(process, 'SIGINT', 'SIGTERM', 'SIGHUP');
    this.#keepListeners(process.stdout, 'error');
    this.#keepListeners(process.stderr, 'error');
    install({
      isWatched: (file) => file.startsWith(folder) && actors.getStore() !== undefined,
      gate: (call, perform, performHalf) => {
        const actor = actors.getStore() as Actor;
        if (actor.isDead) throw new Dead();
        const harm = actors.exit(() => disturbance?.before?.(call, actor, clocks));
        if (harm?.type === 'error') throw harm.error;
        if (harm?.when === 'half') performHalf();
        if (harm !== undefined && harm.when !== 'after') this.#die(harm.of, actor);
        const result = perform();
        actors.exit(() => disturbance?.after?.(call, result));
        if (harm !== undefined) this.#die(harm.of, actor);
        return result;
      },
    });
  }

  /** Runs until the end, or until the main process is dead and every worker has finished its step. */
  async play(program: () => Promise<number>): Promise<Ended> {
    const death = new Promise<undefined>((resolve) => {
      this.#died = () => resolve(undefined);
    });
    const exit = actors.run(this.main, program).catch((error: Error) => this.#crash(error));
    const exitCode = await Promise.race([exit, death]);
    while (this.#unfinished.size > 0) await Promise.all(this.#unfinished);
    const { stdout, stderr } = this.output;
    return { exitCode: this.main.isDead ? undefined : exitCode, stderr, run: parseRun(stdout) };
  }

  kill(actor: Actor): void {
    actor.isDead = true;
    if (actor === this.main) this.#died();
  }

  /** A step in a worker; never ends for a main process that is dead. */
  async work(actor: Actor, step: () => Promise<WorkResult>): Promise<WorkResult> {
    if (this.main.isDead) return await new Promise(() => {});
    this.#workers.add(actor);
    const result = actors.run(actor, step);
    this.#unfinished.add(result);
    try {
      return await result;
    } finally {
      this.#unfinished.delete(result);
      this.#workers.delete(actor);
    }
  }

  end(): void {
    uninstall();
    for (const timer of this.timers) clearInterval(timer);
    for (const restore of this.#restore) restore();
  }

  #die(of: 'it' | 'all', actor: Actor): never {
    for (const dying of of === 'it' ? [actor] : [this.main, ...this.#workers]) this.kill(dying);
    throw new Dead();
  }

  /** As the program's last resort does it. */
  #crash(error: Error): number {
    if (!this.main.isDead) this.output.stderr += `internal error: ${error.stack}\n`;
    return 1;
  }

  #keepListeners(emitter: NodeJS.EventEmitter, ...names: string[]): void {
    for (const name of names) {
      const before = emitter.listeners(name);
      this.#restore.push(() => {
        for (const listener of emitter.listeners(name) as (() => void)[])
          if (!before.includes(listener)) emitter.off(name, listener);
      });
    }
  }
}

/** What processes of a run print is heard by their scene, and only while they live; so are their timers. */
for (const name of ['stdout', 'stderr'] as const) {
  const write = process[name].write.bind(process[name]);
  process[name].write = ((...args: Parameters<typeof write>) => {
    const actor = actors.getStore();
    if (actor === undefined) return write(...args);
    if (!actor.isDead) actor.scene.output[name] += args[0];
    return true;
  }) as typeof write;
}
const startTimer = globalThis.setInterval;
globalThis.setInterval = ((...args: Parameters<typeof startTimer>) => {
  const timer = startTimer(...args);
  actors.getStore()?.scene.timers.push(timer);
  return timer;
}) as typeof startTimer;

/** A worker whose memory is its own, as that of a process is. */
class LocalExecutor implements Executor {
  #actor: Actor;
  #attempt = freshAttempt();

  constructor(readonly scene: Scene) {
    this.#actor = { role: 'worker', scene, isDead: false };
  }

  async run(order: WorkOrder): Promise<WorkResult> {
    const actor = this.#actor;
    const attempt = this.#attempt;
    const result = await this.scene.work(actor, async () => (await attempt())(throughPipe(order), () => {}));
    if (!actor.isDead) return throughPipe(result);
    this.#actor = { role: 'worker', scene: this.scene, isDead: false };
    this.#attempt = freshAttempt();
    const message = 'the worker process ended in the middle of the step (SIGKILL)';
    return { type: 'died', id: order.id, failure: { code: 'worker-died', message }, wasUsed: false };
  }

  stop(): void {
    this.scene.kill(this.#actor);
  }
}

function freshAttempt() {
  let loaded: Promise<typeof import('../../src/runner/attempt.js')> | undefined;
  return async () => {
    if (loaded === undefined) vi.resetModules();
    loaded ??= import('../../src/runner/attempt.js');
    return (await loaded).attempt;
  };
}

function throughPipe<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
