import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execaNode } from 'execa';

export const COMMAND = path.resolve('dist/pipeline.js');

interface StepLine {
  readonly type: 'step';
  readonly id: string;
  readonly stage: string;
  readonly outcome: 'ran' | 'cached' | 'skipped' | 'failed';
  readonly failure?: { readonly code: string; readonly message: string };
}

interface RetryLine {
  readonly type: 'retry';
  readonly id: string;
  readonly retry: number;
  readonly retries: number;
  readonly failure: { readonly code: string; readonly message: string };
}

interface StoppingLine {
  readonly type: 'stopping';
  readonly because: 'signal' | 'failure';
  readonly ids: readonly string[];
}

interface FinishedLine {
  readonly type: 'finished';
  readonly ran: number;
  readonly cached: number;
  readonly skipped: number;
  readonly failed: number;
}

/** A temporary folder in which the real command line runs. */
export class Rig {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'kindred-story-'));

  /** The dataset and probe steps of one rig can serve others through a shared cache folder. */
  constructor(
    readonly cache = path.join(this.folder, 'cache'),
    readonly env: Record<string, string> = {},
  ) {}

  write(name: string, content: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8');
  }

  start(...args: string[]) {
    return execaNode(COMMAND, args, { cwd: this.folder, reject: false, env: { NO_COLOR: '1', ...this.env } });
  }

  /** Runs a command to its end. */
  async pipeline(...args: string[]) {
    const { stdout, stderr, exitCode } = await this.start(...args);
    return { stdout, stderr, exitCode };
  }

  /** Runs an experiment; tells what happened to every step. */
  async run(file: string, ...args: string[]) {
    const { stdout, stderr, exitCode } = await this.pipeline(
      'run',
      file,
      '--reporter',
      'json',
      '--cache',
      this.cache,
      ...args,
    );
    return { ...parseRun(stdout), stderr, exitCode };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function parseRun(stdout: string) {
  const lines = stdout
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as StepLine | RetryLine | StoppingLine | FinishedLine);
  const steps = new Map<string, StepLine>();
  for (const line of lines) if (line.type === 'step') steps.set(line.id, line);
  const finished = lines.find((line) => line.type === 'finished');
  const retries = lines.filter((line) => line.type === 'retry');
  const stopping = lines.find((line) => line.type === 'stopping');
  const withOutcome = (outcome: StepLine['outcome']) => [...steps.values()].filter((step) => step.outcome === outcome);
  const stagesThatRan = [...new Set(withOutcome('ran').map(({ stage }) => stage))].sort();
  return {
    steps,
    finished,
    retries,
    stopping,
    withOutcome,
    stagesThatRan,
    ran: withOutcome('ran').map(({ id }) => id),
  };
}

/** A program to be required by every process of a run: does something in a worker before each step, whose `id` it knows. */
export function beforeSteps(code: string): string {
  return `const on = process.on;
process.on = function (name, listener) {
  return on.call(this, name, name !== 'message' ? listener : (order) => {
    const { id } = order;
    ${code}
    listener(order);
  });
};`;
}

/** Two small networks on a few hundred images: every stage for real, in a few seconds. */
export const SMALL = `# a small experiment
version: 1
name: small
seed: 7
dataset: { use: fashion-mnist, train: 500 }
probe: { split: test, size: 100 }
architectures:
  tiny:
    - conv2d: { name: conv1, filters: 4, kernelSize: 5, strides: 2, activation: relu }
    - maxPooling2d: { poolSize: 2 }
    - flatten
    - dense: { name: fc1, units: 16, activation: relu }
    - dense: { name: logits, units: 10 }
models:
  A: { architecture: tiny, init: 0, optimizer: { momentum: { learningRate: 0.02, momentum: 0.9 } } }
  B: { architecture: tiny, init: 1, optimizer: { adam: { learningRate: 0.002 } } }
train: { epochs: 2, batchSize: 50 }
capture: { layers: [conv1, fc1], epochs: [1, 2] }
reduce: { pca: { components: 8 } }
cluster: { kmeans: { k: 10, restarts: 2 } }
compare: { measures: [rand, adjustedRand], across: [models, layers] }
`;

/** One small network and one matrix a layer pair: every stage but the trees, in two or three seconds. */
export const TINY = SMALL.replace('name: small', 'name: tiny')
  .replace('size: 100', 'size: 50')
  .replace(/^ {2}B: .*\n/m, '')
  .replace('epochs: [1, 2]', 'epochs: [2]')
  .replace('[rand, adjustedRand], across: [models, layers]', '[rand], across: [layers]');
