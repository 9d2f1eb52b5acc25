import type { Step } from './step.js';

/** Whether a step id matches one of the patterns; `*` stands for any text, and a pattern without it must match whole. */
export function matcher(patterns: readonly string[]): (id: string) => boolean {
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`));
  return (id) => expressions.some((expression) => expression.test(id));
}

/** The steps that match, and all that they need; every step when there is no pattern. */
export function only(steps: readonly Step[], patterns: readonly string[]): Step[] {
  return patterns.length === 0 ? [...steps] : withNeeds(steps, matcher(patterns));
}

/** The steps that are wanted, and all that they need. */
export function withNeeds(steps: readonly Step[], isWanted: (id: string) => boolean): Step[] {
  const wanted = new Set<string>();
  for (const step of steps.toReversed()) {
    if (!wanted.has(step.id) && !isWanted(step.id)) continue;
    wanted.add(step.id);
    for (const need of step.needs) wanted.add(need);
  }
  return steps.filter(({ id }) => wanted.has(id));
}

/** Patterns that match no step: most likely typing errors. */
export function unmatched(steps: readonly Step[], patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => {
    const matches = matcher([pattern]);
    return !steps.some(({ id }) => matches(id));
  });
}

/** A pattern that matches the text itself. */
function literally(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
