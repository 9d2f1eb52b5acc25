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

/** Live on a terminal, plain lines elsewhere, unless the user chose. */
export async function openReporter(kind: ReporterKind = process.stdout.isTTY ? 'live' : 'plain'): Promise<Reporter> {
  switch (kind) {
    case 'live':
      return (await import('./live.js')).liveReporter();
    case 'plain':
      return (await import('./plain.js')).plainReporter();
    case 'json':
      return (await import('./json.js')).jsonReporter();
  }
}
