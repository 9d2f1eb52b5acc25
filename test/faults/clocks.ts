import { performance } from 'node:perf_hooks';

/** The clocks of this process under control: the wall clock can jump, and the monotonic one go faster than in truth. */
export class Clocks {
  readonly #date = globalThis.Date;
  /** Milliseconds by which the wall clock is ahead. */
  ahead = 0;

  constructor(speed: number) {
    const RealDate = this.#date;
    const now = performance.now.bind(performance);
    const started = now();
    const read = () => RealDate.now() + this.ahead;
    globalThis.Date = class extends RealDate {
      constructor(...args: number[]) {
        super(...((args.length > 0 ? args : [read()]) as [number]));
      }

      static override now(): number {
        return read();
      }
    } as DateConstructor;
    performance.now = () => started + (now() - started) * speed;
  }

  restore(): void {
    globalThis.Date = this.#date;
    Reflect.deleteProperty(performance, 'now');
  }
}
