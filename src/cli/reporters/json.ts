import type { RunEvent } from '../../runner/events.js';
import { complain, tell } from '../output.js';
import { publicFields } from '../text/cause-json.js';
import type { Reporter } from './reporter.js';

/** What is told as it is. */
const TOLD: readonly RunEvent['type'][] = ['experiment', 'warning', 'step', 'retry', 'stopping', 'spared', 'finished'];

/**
 * One JSON object a line: `experiment` where a call runs several, a `warning` for each as soon as it is known, `causes` before the first step that runs, a `step` for each
 * that ended, `retry` and `stopping` where it comes to that, `spared` where a change stopped, and last `finished`.
 */
export function jsonReporter(): Reporter {
  return {
    listen(event) {
      if (TOLD.includes(event.type)) tell(JSON.stringify(event));
      if (event.type === 'causes') tell(JSON.stringify({ ...event, causes: event.causes.map(publicFields) }));
      if (event.type === 'notice') complain(event.message);
    },
    close: async () => {},
    conclude() {},
  };
}
