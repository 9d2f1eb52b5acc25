#!/usr/bin/env node
import { CommanderError } from 'commander';
import { EXIT } from './call.js';
import { complain } from './output.js';
import { program } from './program/program.js';
import { surviveLostTerminal } from './terminal.js';

/** Sets the exit status instead of exiting, so that everything written still reaches a pipe. */
async function main(): Promise<void> {
  surviveLostTerminal();
  if (isFolderGone()) {
    complain('error no-working-folder: the folder that this runs in is gone; change to one that exists');
    process.exitCode = EXIT.wrong;
    return;
  }
  try {
    await program().parseAsync();
  } catch (error) {
    // Help, the version, or a call that is wrong: all is said.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrong;
    else crash(error as Error);
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

function crash({ stack, message }: Error): void {
  const isDebug = process.argv.includes('--debug');
  complain(`internal error: ${isDebug ? stack : `${message} (--debug shows where)`}`);
  process.exitCode = EXIT.failed;
}

await main();
