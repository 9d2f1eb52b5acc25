#!/usr/bin/env node
import { program } from './program/program.js';

/** Sets the exit status instead of exiting, so that everything written still reaches a pipe. */
program()
  .parseAsync()
  .catch((error: Error) => {
    const debug = process.argv.includes('--debug');
    process.stderr.write(`internal error: ${debug ? error.stack : `${error.message} (--debug shows where)`}\n`);
    process.exitCode = 1;
  });
