import { codeOf } from './error-code.js';

/** What the system says where it lets a process have no more, and what to do. */
const SHORTAGES: Readonly<Record<string, string>> = {
  EMFILE: 'this process may not open more files: raise `ulimit -n`',
  ENFILE: 'the system has too many open files',
  ENOMEM: 'there is not enough memory: free some, or raise `ulimit -v`',
  EAGAIN: 'no more processes or threads may be started: raise `ulimit -u`',
};

/** Undefined for any other error. */
export function shortageOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code === undefined ? undefined : SHORTAGES[code] && `${SHORTAGES[code]} (${code})`;
}
