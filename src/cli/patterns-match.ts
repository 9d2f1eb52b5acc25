import { unmatched } from '../runner/select-steps.js';
import type { Step } from '../runner/step.js';
import { complain } from './output.js';
import { unknownStep } from './text/unknown-step.js';

/** Says which patterns match no step; gives whether there is none. */
export function patternsMatch(steps: readonly Step[], patterns: readonly string[]): boolean {
  const wrong = unmatched(steps, patterns);
  for (const pattern of wrong)
    complain(
      unknownStep(
        pattern,
        steps.map(({ id }) => id),
      ),
    );
  return wrong.length === 0;
}
