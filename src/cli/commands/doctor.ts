import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import path from 'node:path';
import { isFused } from '../../algorithms/fused.js';
import { sourceDigests } from '../../store/source-digests.js';
import { EXIT } from '../call.js';
import { type EngineHealth, examineEngines } from '../engine-health.js';
import { bytes, oneLine, print } from '../output.js';
import { placeProblem } from '../places.js';
import { whyNotDrawn } from '../terminal.js';
import { arithmeticText } from '../text/arithmetic.js';
import { versions } from '../versions.js';

/** What this machine has for experiments: the report of `--json`. Sizes are in bytes. */
interface Checkup {
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** Whether training and PCA round a product and a sum once. */
  readonly fused: boolean;
  readonly memory: { readonly total: number; readonly free: number };
  readonly cache: Folder;
  readonly results: Folder;
  /** Of standard output; why `run` prints plain lines there, or null where it draws. */
  readonly terminal: {
    readonly columns: number | null;
    readonly rows: number | null;
    readonly plainBecause: string | null;
  };
  readonly engines: readonly EngineHealth[];
}

interface Folder {
  readonly folder: string;
  readonly writable: boolean;
  /** Why not. */
  readonly problem: string | null;
  readonly free: number;
}

interface Options {
  readonly cache: string;
  readonly out: string;
  readonly json?: boolean;
}

export async function doctor(options: Options): Promise<number> {
  const folder = path.resolve(options.cache);
  const checkup: Checkup = {
    versions: versions(),
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    fused: isFused(),
    memory: { total: totalmem(), free: freemem() },
    cache: examineFolder(folder),
    results: examineFolder(path.resolve(options.out)),
    terminal: examineTerminal(),
    engines: await examineEngines((files) => sourceDigests(folder, files)),
  };
  print(options.json ? JSON.stringify(checkup) : describe(checkup));
  return EXIT.done;
}

/** Whether it can be written is found out by writing; what room there is, of the folder above it where it is not there. */
function examineFolder(folder: string): Folder {
  const problem = placeProblem(folder, 'folder to write') ?? null;
  let nearest = folder;
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  const { bavail, bsize } = statfsSync(nearest);
  return { folder, writable: problem === null, problem, free: bavail * bsize };
}

function examineTerminal(): Checkup['terminal'] {
  const { columns = null, rows = null } = process.stdout as { columns?: number; rows?: number };
  return { columns, rows, plainBecause: whyNotDrawn(process.stdout) ?? null };
}

function describe({
  versions,
  platform,
  processor,
  cores,
  memory,
  cache,
  results,
  terminal,
  engines,
}: Checkup): string {
  return [
    `kindred ${versions.kindred}, Node ${versions.node}, ${platform}`,
    `processor  ${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `arithmetic ${arithmeticText()}`,
    `memory     ${bytes(memory.total)}, ${bytes(memory.free)} free`,
    `cache      ${folderText(cache, '--cache')}`,
    `results    ${folderText(results, '--out')}`,
    `terminal   ${terminalText(terminal)}`,
    '',
    'engines, in the order in which auto tries them:',
    ...engines.flatMap(describeEngine),
  ].join('\n');
}

function folderText({ folder, problem, free }: Folder, option: string): string {
  const state = problem === null ? 'writable' : `cannot be written, since ${problem}: name another with ${option}`;
  return `${oneLine(folder)}: ${state}, ${bytes(free)} free`;
}

function terminalText({ columns, rows, plainBecause }: Checkup['terminal']): string {
  return plainBecause === null ? `${columns} x ${rows}` : `none to draw on (${plainBecause}): run prints plain lines`;
}

function describeEngine(engine: EngineHealth): string[] {
  const head = `  ${engine.name.padEnd(10)} ${engine.state.padEnd(8)}`;
  if (engine.state === 'missing') return [`${head} ${engine.reason}`, `  ${engine.remedy}`];
  const threads = engine.machine?.threads ?? 1;
  const about = `version ${engine.version}, ${threads} ${threads === 1 ? 'thread' : 'threads'} a worker, digest ${engine.digest.slice(0, 12)}`;
  return [`${head} ${about}`, ...(engine.state === 'broken' ? [`  ${engine.reason}`] : [])];
}
