import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { EngineId } from '../engine.js';

/** TensorFlow's own variable. */
const THREADS = 'TF_NUM_INTRAOP_THREADS';

/** The order of TensorFlow's sums depends on the processor, its vector instructions, and the number of threads. */
export function machine(): NonNullable<EngineId['machine']> {
  return { processor: [cpus()[0]?.model ?? process.arch, ...vectorInstructions()].join(' '), threads: threads() };
}

/** To be called before TensorFlow is loaded: nothing else of the environment is to change its bits. */
export function prepareEnvironment(): void {
  const { env } = process;
  env[THREADS] = String(threads());
  env['TF_NUM_INTEROP_THREADS'] = '1';
  env['TF_ENABLE_ONEDNN_OPTS'] = '1';
  for (const name of Object.keys(env)) if (/^(ONEDNN|DNNL)_/.test(name)) delete env[name];
  // Errors only: it greets each process with what its processor could do.
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
}

/** One thread within an operation, so that as many models train at once as there are workers, unless the variable asks for more. */
function threads(): number {
  const asked = Number(process.env[THREADS]);
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
}

/** As Linux names them; elsewhere the model of the processor has to do. */
function vectorInstructions(): string[] {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    return flags.split(' ').filter((flag) => /^(avx|fma|f16c|amx)/.test(flag));
  } catch {
    return [];
  }
}
