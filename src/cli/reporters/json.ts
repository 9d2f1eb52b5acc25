import { complain, print } from '../output.js';
import type { Reporter } from './reporter.js';

/** One JSON object a line: a `step` for each step that ended, and last `finished`. */
export function jsonReporter(): Reporter {
  return {
    listen(event) {
      if (event.type === 'step' || event.type === 'finished') print(JSON.stringify(event));
      if (event.type === 'notice') complain(event.message);
    },
    close: async () => {},
    conclude() {},
  };
}
