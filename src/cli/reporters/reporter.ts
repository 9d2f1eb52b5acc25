import { whyNotDrawn } from '../terminal.js';
import type { Listener } from '../../runner/events.js';

export type ReporterKind = 'live' | 'plain' | 'json';

/** Turns a run's events into text. */
export interface Reporter {
  readonly listen: Listener;
  /** Resolves when everything is drawn. */
  close(): Promise<void>;
  /** Last word of a run whose results are in `folder`. */
  conclude(folder: string): void;
}

/** Live where something can be drawn, plain lines elsewhere, unless the user chose. */
export async function openReporter(kind?: ReporterKind): Promise<Reporter> {
  switch (kind ?? (whyNotDrawn(process.stdout) === undefined ? 'live' : 'plain')) {
    case 'live':
      return (await import('./live.js')).liveReporter();
    case 'plain':
      return (await import('./plain.js')).plainReporter();
    case 'json':
      return (await import('./json.js')).jsonReporter();
  }
}
