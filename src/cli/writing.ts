import { complain } from './output.js';

/** Does something that writes files; where the disk refuses, says why and gives undefined. */
export async function writing<Result>(
  hint: string,
  write: () => Result | Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  try {
    return { result: await write() };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    complain(`error cannot-write: ${error.message}\n  ${hint}`);
    return undefined;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
