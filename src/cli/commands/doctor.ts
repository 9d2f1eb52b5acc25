import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import path from 'node:path';
import { isFused } from '../../algorithms/fused.js';
import { sourceDigests } from '../../store/source-digests.js';
import { EXIT } from '../call.js';
import { type EngineHealth, examineEngines } from '../engine-health.js';
import { bytes, print } from '../output.js';
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
  readonly cache: { readonly folder: string; readonly writable: boolean; readonly free: number };
  readonly engines: readonly EngineHealth[];
}

export async function doctor(options: { readonly cache: string; readonly json?: boolean }): Promise<number> {
  const folder = path.resolve(options.cache);
  const checkup: Checkup = {
    versions: versions(),
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    fused: isFused(),
    memory: { total: totalmem(), free: freemem() },
    cache: examineFolder(folder),
    engines: await examineEngines((files) => sourceDigests(folder, files)),
  };
  print(options.json ? JSON.stringify(checkup) : describe(checkup));
  return EXIT.done;
}

/** The folder, or the one above it in which it would be made. */
function examineFolder(folder: string): Checkup['cache'] {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  const { bavail, bsize } = statfsSync(nearest);
  return { folder, writable: isWritable(nearest), free: bavail * bsize };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function describe({ versions, platform, processor, cores, memory, cache, engines }: Checkup): string {
  const state = cache.writable ? 'writable' : 'cannot be written: name another with --cache';
  return [
    `kindred ${versions.kindred}, Node ${versions.node}, ${platform}`,
    `processor  ${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `arithmetic ${arithmeticText()}`,
    `memory     ${bytes(memory.total)}, ${bytes(memory.free)} free`,
    `cache      ${cache.folder}: ${state}, ${bytes(cache.free)} free`,
    '',
    'engines, in the order in which auto tries them:',
    ...engines.flatMap(describeEngine),
  ].join('\n');
}

function describeEngine(engine: EngineHealth): string[] {
  const head = `  ${engine.name.padEnd(10)} ${engine.state.padEnd(8)}`;
  if (engine.state === 'missing') return [`${head} ${engine.reason}`, `  ${engine.remedy}`];
  const threads = engine.machine?.threads ?? 1;
  const about = `version ${engine.version}, ${threads} ${threads === 1 ? 'thread' : 'threads'} a worker, digest ${engine.digest.slice(0, 12)}`;
  return [`${head} ${about}`, ...(engine.state === 'broken' ? [`  ${engine.reason}`] : [])];
}
