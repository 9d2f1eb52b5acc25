import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { vi } from 'vitest';
import { cacheGc } from '../../src/cli/commands/cache-gc.js';
import { cacheLs } from '../../src/cli/commands/cache-ls.js';
import { cacheVerify } from '../../src/cli/commands/cache-verify.js';
import { plan } from '../../src/cli/commands/plan.js';
import { runIfNeeded } from '../../src/cli/commands/run-if-needed.js';
import { show } from '../../src/cli/commands/show.js';
import { why } from '../../src/cli/commands/why.js';
import { canonicalJson } from '../../src/formats/canonical-json.js';
import { attempt } from '../../src/runner/attempt.js';
import { digestOf, keyOf } from '../../src/store/fingerprint.js';
import { manifestName } from '../../src/store/layout.js';
import { type Manifest, Store } from '../../src/store/store.js';
import { Ground, SCRATCH } from '../faults/ground.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A cache of a tiny experiment, and the real commands on it in this process. */
export class StrangersRig extends Ground {
  constructor() {
    super(mkdtempSync(path.join(SCRATCH, 'kindred-strangers-')));
    this.write('base');
  }

  manifests(): Manifest[] {
    return [...new Store(this.cache).manifests()];
  }

  ofStage(stage: string): Manifest {
    const found = this.manifests().find(({ fingerprint }) => fingerprint.stage === stage);
    if (found === undefined) throw new Error(`no ${stage}`);
    return found;
  }

  fileOf({ fingerprint }: Manifest): string {
    return path.join(this.cache, manifestName(keyOf(fingerprint)));
  }

  get options() {
    return { set: [], cache: this.cache };
  }

  runs(): Promise<Heard> {
    const out = path.join(this.folder, 'results');
    const options = { ...this.options, force: [], only: [], jobs: 2, reporter: 'json' as const, cacheCap: 1e12, out };
    return heard(() => runIfNeeded(this.experiment, options, () => ({ run: attempt, stop() {} })));
  }

  plan = () =>
    heard(async () => plan(this.experiment, { ...this.options, jobs: 2, out: path.join(this.folder, 'results') }));
  why = () => heard(async () => why(this.experiment, undefined, this.options));
  show = (step: string) => heard(async () => show(this.experiment, step, this.options));
  ls = () => heard(async () => cacheLs({ cache: this.cache }));
  verify = (repair = false) => heard(() => cacheVerify({ cache: this.cache, repair }));
  gc = () => heard(() => cacheGc({ cache: this.cache, keep: [], olderThan: 1 }));

  /** Every command but `run`, one after the other. */
  async look(step: string): Promise<readonly Heard[]> {
    const all: Heard[] = [];
    for (const command of [this.ls, this.gc, this.plan, this.why, () => this.show(step)]) all.push(await command());
    return all;
  }

  override remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Heard {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A manifest with the seal that its content must have, whatever that is. */
export function sealed(content: unknown): string {
  const seal = digestOf(Buffer.from(canonicalJson(content)));
  return JSON.stringify({ seal, ...(content as object) });
}

/** Changes a file of JSON, and seals it again where it is sealed by its text. */
export function rewriteSealed(file: string, change: (value: unknown) => unknown): void {
  const { value } = JSON.parse(readFileSync(file, 'utf8')) as { value: unknown };
  const text = String(JSON.stringify(change(value)));
  writeFileSync(file, `{"seal":"${digestOf(Buffer.from(text))}","value":${text}}`);
}

/** What a command prints, instead of printing it. */
export async function heard(command: () => Promise<number>): Promise<Heard> {
  const before = SIGNALS.map((signal) => process.listeners(signal));
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += String(text);
      return true;
    }),
  );
  try {
    return { status: await command(), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const [index, signal] of SIGNALS.entries()) {
      for (const listener of process.listeners(signal))
        if (!before[index].includes(listener)) process.off(signal, listener);
    }
  }
}
