import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Digest, digestOf, type Key } from '../../src/store/fingerprint.js';
import { manifestName, objectName } from '../../src/store/layout.js';
import { runInProcess } from './in-process.js';
import { unmountUnder } from './small-disk.js';

/** Sixty samples of three classes that overlap: every stage for real, in a tenth of a second. */
function table(shift: number): string {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const kind = index % 3;
    const values = [0, 1, 2].map(
      (column) => ((index * (7 + column) * 31) % 100) / 50 + (column === kind ? 2 : 0) + shift,
    );
    return [...values, 'abc'[kind]].join(',');
  });
  return ['x,y,z,kind', ...rows, ''].join('\n');
}

const EXPERIMENT = `version: 1
name: tiny
seed: 7
dataset: { use: { csv: { file: data.csv, label: kind, test: 0.5 } } }
probe: { split: test, size: 15 }
architectures:
  small:
    - dense: { name: fc1, units: 4, activation: relu }
    - dense: { name: logits, units: 3 }
models:
  A: { architecture: small, init: 0, optimizer: { momentum: { learningRate: 0.02, momentum: 0.9 } } }
  B: { architecture: small, init: 1, optimizer: { adam: { learningRate: 0.02 } } }
train: { epochs: 2, batchSize: 10 }
capture: { layers: [fc1], epochs: [1, 2] }
reduce: { pca: { components: 2 } }
cluster: { kmeans: { k: 3, restarts: 1 } }
compare: { measures: [rand], across: [models] }
`;

/** The experiments that a case may run: as it is, and edited. */
export const VARIANTS = {
  base: { experiment: EXPERIMENT, table: table(0) },
  clusters: { experiment: EXPERIMENT.replace('k: 3', 'k: 4'), table: table(0) },
  epochs: { experiment: EXPERIMENT.replace('epochs: 2', 'epochs: 3').replace('[1, 2]', '[1, 2, 3]'), table: table(0) },
  data: { experiment: EXPERIMENT, table: table(1) },
} as const;

export type Variant = keyof typeof VARIANTS;

/** What a run left of a step. */
export interface StepLeft {
  readonly key: Key;
  readonly artifacts: Readonly<Record<string, Digest>>;
}

/** What an undisturbed run of a variant makes. */
export interface Reference {
  readonly steps: ReadonlyMap<string, StepLeft>;
  /** Every file of the results folder but run.json. */
  readonly results: ReadonlyMap<string, Digest>;
}

/** Where the temporary folders are: in memory where the system has such a place, since a case makes thousands of calls. */
export const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder with an experiment, its data, a cache and results. */
export class Ground {
  constructor(readonly folder: string) {}

  get cache(): string {
    return path.join(this.folder, 'cache');
  }

  get results(): string {
    return path.join(this.folder, 'results', 'tiny');
  }

  get experiment(): string {
    return path.join(this.folder, 'tiny.yaml');
  }

  get table(): string {
    return path.join(this.folder, 'data.csv');
  }

  write(variant: Variant): void {
    writeFileSync(this.experiment, VARIANTS[variant].experiment);
    writeFileSync(this.table, VARIANTS[variant].table);
  }

  manifestFile(key: Key): string {
    return path.join(this.cache, manifestName(key));
  }

  objectFile(digest: Digest): string {
    return path.join(this.cache, objectName(digest));
  }

  /** The step's manifest and objects. */
  filesOf({ key, artifacts }: StepLeft): string[] {
    return [this.manifestFile(key), ...Object.values(artifacts).map((digest) => this.objectFile(digest))];
  }

  files(under: string): string[] {
    if (!existsSync(under)) return [];
    return readdirSync(under, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  }

  /** What a run left; undefined where it left no record, or not of success. */
  left(): Reference | undefined {
    try {
      const { steps } = JSON.parse(readFileSync(path.join(this.results, 'run.json'), 'utf8')) as {
        steps: Record<string, StepLeft>;
      };
      const files = this.files(this.results).filter((file) => !/run\.json$|\.tmp$/.test(file));
      return {
        steps: new Map(Object.entries(steps).map(([id, { key, artifacts }]) => [id, { key, artifacts }])),
        results: new Map(files.map((file) => [path.relative(this.results, file), digestOf(readFileSync(file))])),
      };
    } catch {
      return undefined;
    }
  }

  copyTo(folder: string): Ground {
    cpSync(this.folder, folder, { recursive: true });
    return new Ground(folder);
  }

  remove(): void {
    unmountUnder(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A ground on which the base experiment was run to its end, and what an undisturbed run of each variant makes. */
export async function prepareGrounds(): Promise<{
  full: Ground;
  references: Record<Variant, Reference>;
  remove(): void;
}> {
  const folder = mkdtempSync(path.join(SCRATCH, 'kindred-faults-'));
  const references: Partial<Record<Variant, Reference>> = {};
  for (const variant of Object.keys(VARIANTS) as Variant[]) {
    const ground = new Ground(path.join(folder, variant));
    mkdirSync(ground.folder);
    ground.write(variant);
    references[variant] = await undisturbed(ground);
  }
  return {
    full: new Ground(path.join(folder, 'base')),
    references: references as Record<Variant, Reference>,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function undisturbed(ground: Ground): Promise<Reference> {
  const { exitCode, stderr } = await runInProcess({
    file: ground.experiment,
    folder: ground.folder,
    cache: ground.cache,
    out: path.dirname(ground.results),
    jobs: 1,
    only: [],
  });
  const left = ground.left();
  if (exitCode !== 0 || left === undefined) throw new Error(stderr);
  return left;
}
