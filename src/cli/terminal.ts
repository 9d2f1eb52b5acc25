import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Below this many columns a list says nothing; zero is what a terminal says that does not know its width. */
const FEWEST_COLUMNS = 20;

/** Why nothing may be drawn over on a stream, in words; undefined where it may. */
export function whyNotDrawn({
  isTTY,
  columns,
}: {
  readonly isTTY?: boolean;
  readonly columns?: number;
}): string | undefined {
  const { TERM, CI } = process.env;
  if (!isTTY) return 'no terminal';
  if (TERM === 'dumb') return 'TERM=dumb';
  if (CI && CI !== 'false' && CI !== '0') return `CI=${CI}`;
  return columns === undefined || columns < FEWEST_COLUMNS ? `${columns ?? 0} columns` : undefined;
}

/** Node aborts as it ends where a terminal is gone that it wants to leave as it was: one that is closed is left alone. */
export function surviveLostTerminal(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.once('exit', () => {
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}
