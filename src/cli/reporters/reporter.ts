import type { Listener } from '../../runner/events.js';
import type { TimeLeft } from '../../runner/time-left.js';
import { whyNotDrawn } from '../terminal.js';

export type ReporterKind = 'live' | 'plain' | 'json';

/** Turns a run's events into text. */
export interface Reporter {
  readonly listen: Listener;
  /** Resolves when everything is drawn. */
  close(): Promise<void>;
  /** Last word of a run whose results are in `folder`. */
  conclude(folder: string): void;
}

/** Live where something can be drawn, and plain lines elsewhere, unless the user chose. */
export async function openReporter(kind: ReporterKind | undefined, openTimeLeft: () => TimeLeft): Promise<Reporter> {
  if (kind === 'plain' || kind === 'json') return await openLineReporter(kind);
  if (whyNotDrawn(process.stdout) !== undefined) return await openLineReporter('plain');
  return (await import('./live.js')).liveReporter(openTimeLeft);
}

/** For what is over at once. */
export async function openLineReporter(kind: 'plain' | 'json'): Promise<Reporter> {
  return kind === 'plain' ? (await import('./plain.js')).plainReporter() : (await import('./json.js')).jsonReporter();
}
