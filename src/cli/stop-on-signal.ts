import { performance } from 'node:perf_hooks';
import type { Stopping } from '../runner/run-steps.js';
import { EXIT } from './call.js';

/** Signals of one key press: npx passes on the Ctrl-C that the terminal has sent to everybody. */
const ONE_PRESS_MS = 500;

/**
 * The first Ctrl-C lets what runs finish; a second one, or SIGTERM or SIGHUP, ends it; finished steps are kept. A further
 * signal leaves without another word.
 */
export function stopOnSignal(): Stopping {
  const gently = new AbortController();
  const atOnce = new AbortController();
  let last = { signal: '', at: 0 };
  const hear = (signal: NodeJS.Signals) => {
    const before = last;
    last = { signal, at: performance.now() };
    if (signal === before.signal && last.at - before.at < ONE_PRESS_MS) return;
    if (atOnce.signal.aborted) process.exit(EXIT.interrupted);
    if (signal === 'SIGINT' && !gently.signal.aborted) gently.abort();
    else atOnce.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  return { gently: gently.signal, atOnce: atOnce.signal };
}
