import { CommanderError } from 'commander';
import { shortageOf } from '../store/shortage.js';
import { EXIT } from './call.js';
import { complain } from './output.js';
import { program } from './program/program.js';
import { surviveLostTerminal } from './terminal.js';

/** Sets the exit status instead of exiting, so that everything written still reaches a pipe. */
export async function start(): Promise<void> {
  surviveLostTerminal();
  if (isFolderGone()) {
    complain('error no-working-folder: the folder that this runs in is gone; change to one that exists');
    process.exitCode = EXIT.wrong;
    return;
  }
  try {
    await program().parseAsync();
  } catch (error) {
    if (shortageOf(error) !== undefined) throw error;
    // Help, the version, or a call that is wrong: all is said.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrong;
    else complainOfBug(error as Error);
  }
}

function isFolderGone(): boolean {
  try {
    process.cwd();
    return false;
  } catch {
    return true;
  }
}

function complainOfBug({ stack, message }: Error): void {
  const isDebug = process.argv.includes('--debug');
  complain(`internal error: ${isDebug ? stack : `${message} (--debug shows where)`}`);
  process.exitCode = EXIT.failed;
}
