import type { RetryAhead, RunStopping } from '../../runner/events.js';
import { duration } from '../output.js';

export function retryLine({ id, retry, retries, seconds, failure }: RetryAhead): string {
  return `note: ${id}: ${failure.message}; trying again in ${duration(seconds)} (retry ${retry} of ${retries})`;
}

export function stoppingLine(event: RunStopping): string {
  const head = event.because === 'signal' ? 'stopping' : 'a step has failed, so no more are started';
  return event.ids.length === 0 ? head : `${head}; finishing ${event.ids.join(', ')}${wayOut(event)}`;
}

export function wayOut({ because }: RunStopping): string {
  return because === 'signal' ? ' (Ctrl-C again stops at once)' : '';
}
