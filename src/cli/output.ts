import { EXIT } from './call.js';

/**
 * Prints what a command is asked for. All printing of the command line goes through here: results to standard output,
 * everything else to standard error. Where it is lost, the exit status says so.
 */
export function print(text: string): void {
  write(process.stdout, `${printable(text)}\n`, true);
}

/** Says on standard output how work goes, or what it has done: that counts, and not whether anybody could read of it. */
export function tell(text: string): void {
  write(process.stdout, `${printable(text)}\n`, false);
}

export function complain(text: string): void {
  write(process.stderr, `${printable(text)}\n`, false);
}

/** Puts a text in place of the last one on a terminal's line. */
export function redraw(text: string): void {
  write(process.stderr, `\r${printable(text)}\u001b[K`, false);
}

/**
 * Names and messages may come from anywhere: what a terminal would obey or hide is shown, and not sent. Lines and tabs are ours.
 * The escapes are JSON's, so that a document stays one.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t\p{Cn}\p{Co}]|[\p{Zl}\p{Zp}]/gu, escaped);
}

/** The same for a name inside of a line. */
export function oneLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

type Stream = typeof process.stdout | typeof process.stderr;

/** Why a stream takes no more. */
const broken = new Map<Stream, string>();
let isProductLost = false;

function write(stream: Stream, text: string, isProduct: boolean): void {
  const lose = (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe early, such as `head`, has what it wants.
    if (isProduct && (broken.get(stream) ?? error.code) !== 'EPIPE') isProductLost = true;
    noteBroken(stream, error);
  };
  if (broken.has(stream)) {
    lose(new Error());
    return;
  }
  try {
    stream.write(text, (error) => error && lose(error));
  } catch (error) {
    lose(error as Error);
  }
}

/** Where nobody can read of it, work goes on all the same. */
function noteBroken(stream: Stream, error: NodeJS.ErrnoException): void {
  if (broken.has(stream)) return;
  const code = error.code ?? error.message;
  broken.set(stream, code);
  if (stream === process.stderr || code === 'EPIPE') return;
  if (isProductLost) complain(`error cannot-print: standard output takes no more (${code}), and part of it is lost`);
  else complain(`note: standard output takes no more (${code}); the work goes on without it`);
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => noteBroken(stream, error));
}

process.once('exit', () => {
  if (isProductLost && (process.exitCode ?? EXIT.done) === EXIT.done) process.exitCode = EXIT.failed;
});

/** Seconds as people write them: 0.4 s, 12 s, 3 min 20 s, 1 h 5 min, 2 d 3 h. Rounded before it is split, so that 60 s are a minute. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function bytes(size: number): string {
  if (size < 999_950) return `${(size / 1e3).toFixed(1)} kB`;
  return size < 999_950_000 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(2)} GB`;
}
