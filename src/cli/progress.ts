import { performance } from 'node:perf_hooks';
import { bytes, complain, duration, redraw } from './output.js';
import { whyNotDrawn } from './terminal.js';

const REDRAW_MS = 200;
const LINE_MS = 10_000;

/** Tells how far long work on bytes is, and what time is left: one line redrawn on a terminal, a line now and then elsewhere. */
export function byteProgress(what: string) {
  const began = performance.now();
  const isTerminal = whyNotDrawn(process.stderr) === undefined;
  let spoke = began;
  return {
    tell(done: number, total: number): void {
      const now = performance.now();
      if (done === 0 || now - spoke < (isTerminal ? REDRAW_MS : LINE_MS)) return;
      spoke = now;
      const left = ((now - began) / 1000 / done) * (total - done);
      const text = `${what}: ${bytes(done)} of ${bytes(total)}, ${duration(left)} left`;
      if (isTerminal) redraw(text);
      else complain(text);
    },
    end(): void {
      if (isTerminal) redraw('');
    },
  };
}
