// Stands between a program and the file system, and asks at each call on a watched file what is to go wrong there.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const path = require('node:path');

const WRITES = ['openSync', 'writeSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'linkSync', 'rmSync', 'mkdirSync'];
const READS = ['readFileSync', 'statSync', 'existsSync'];
const original = Object.fromEntries([...WRITES, ...READS, 'closeSync', 'utimesSync'].map((name) => [name, fs[name]]));

/** O_RDONLY is none of these bits. */
const WRITING = fs.constants.O_WRONLY | fs.constants.O_RDWR;

/**
 * `isWatched(file)` chooses files; `gate(call, perform, performHalf)` performs a call, or does not.
 * A call is { name, file, to, writes }: `to` is the second file of a rename or link.
 */
function install({ isWatched, gate }) {
  const opened = new Map();
  let isInside = false;
  const fileOf = (target) => (typeof target === 'number' ? opened.get(target) : path.resolve(String(target)));
  const wrap = (name, writes) => {
    fs[name] = (...args) => {
      const file = fileOf(args[0]);
      if (isInside || file === undefined || !isWatched(file)) return original[name](...args);
      const isRead = name === 'openSync' && isForReading(args[1]);
      const to = typeof args[1] === 'string' && (name === 'renameSync' || name === 'linkSync') ? args[1] : undefined;
      const call = { name, file, to, writes: writes && !isRead };
      // Node's own calls are made of others.
      const inside = (act) => {
        isInside = true;
        try {
          return act();
        } finally {
          isInside = false;
        }
      };
      const result = gate(
        call,
        () => inside(() => original[name](...args)),
        () => inside(() => half(name, args)),
      );
      if (name === 'openSync') opened.set(result, file);
      return result;
    };
  };
  for (const name of WRITES) wrap(name, true);
  for (const name of READS) wrap(name, false);
  fs.closeSync = (handle) => {
    opened.delete(handle);
    original.closeSync(handle);
  };
  syncBuiltinESMExports();
}

function uninstall() {
  Object.assign(fs, original);
  syncBuiltinESMExports();
}

/** A write that is broken off in the middle; other calls are done whole or not at all. */
function half(name, args) {
  if (name === 'writeSync') original.writeSync(args[0], args[1], args[2], (args[1].length - args[2]) >> 1);
  if (name === 'writeFileSync') original.writeFileSync(args[0], args[1].slice(0, args[1].length >> 1), args[2]);
}

/** An error as the system makes it. */
function systemError(code, call) {
  const text = { ENOSPC: 'no space left on device', EIO: 'i/o error', EROFS: 'read-only file system' };
  const error = new Error(
    `${code}: ${text[code] ?? 'permission denied'}, ${call.name.replace('Sync', '')} '${call.file}'`,
  );
  return Object.assign(error, { code, syscall: call.name.replace('Sync', ''), path: call.file });
}

function isForReading(flags) {
  return flags === 'r' || (typeof flags === 'number' && (flags & WRITING) === 0);
}

module.exports = { install, uninstall, systemError, original };
