import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { codeOf } from './error-code.js';

/** A process that holds a lease. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  readonly user: string;
  /** When the process started, in the system's own terms, since a number may be given to another process later; empty where unknown. */
  readonly started: string;
}

export function thisProcess(): Owner {
  return { host: hostname(), pid: process.pid, user: userName(), started: processStart(process.pid) ?? '' };
}

/** Whether a process of this host still runs. */
export function isRunning({ pid, started }: Owner): boolean {
  return isTaken(pid) && (processStart(pid) ?? started) === started;
}

/** Whether this host has a process with this number, which need not be the one that had it before. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Linux tells when a process started, and whether it is dead but not yet waited for; elsewhere the number alone must do. */
function processStart(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[STATE] === 'Z' ? 'ended' : fields[START_TIME];
  } catch {
    return undefined;
  }
}

// Places after the command's name, which is in brackets.
const STATE = 0;
const START_TIME = 19;

/** Some containers have users without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
