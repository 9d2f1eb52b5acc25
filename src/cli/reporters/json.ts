import { publicFields } from '../cause-json.js';
import { complain, print } from '../output.js';
import type { Reporter } from './reporter.js';

/**
 * One JSON object a line: `causes` before the first step that runs, a `step` for each that ended, `spared` where a change
 * stopped, and last `finished`.
 */
export function jsonReporter(): Reporter {
  return {
    listen(event) {
      if (event.type === 'step' || event.type === 'spared' || event.type === 'finished') print(JSON.stringify(event));
      if (event.type === 'causes') print(JSON.stringify({ ...event, causes: event.causes.map(publicFields) }));
      if (event.type === 'notice') complain(event.message);
    },
    close: async () => {},
    conclude() {},
  };
}
