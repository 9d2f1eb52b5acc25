import { chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { filesOf } from '../../src/data/dataset.js';
import { STAGES } from '../../src/stages/index.js';
import type { RunStage, StageName, TrainingProgress } from '../../src/stages/stage.js';
import type { Content } from '../../src/store/atomic-file.js';
import { type Digest, digestOf, type Fingerprint } from '../../src/store/fingerprint.js';
import { CorruptObject, type Manifest, type Store } from '../../src/store/store.js';
import { contentOf, inputsOf, objectFile, RecordingStore, type StoreRig } from './store-rig.js';
import { variantsOf } from './variants.js';

/** The files of the dataset that the steps are of. */
export const SOURCES = filesOf({ type: 'fashion-mnist', folder: undefined });

/** What every stage must do: be a pure function of its fingerprint, and touch nothing but its inputs. */
export function stageContract(name: StageName, rig: StoreRig): void {
  describe(`stage ${name}`, () => {
    it('makes the same bytes again from nothing but its inputs, which it leaves as they are', async () => {
      for (const { fingerprint, artifacts } of rig.manifestsOf(name)) {
        const store = rig.storeFor(fingerprint);
        const before = contentOf(store.root);
        expect(await makes(await freshStage(name), fingerprint, store)).toEqual(digestsOf(artifacts));
        expect(await makes(await STAGES[name](), fingerprint, store)).toEqual(digestsOf(artifacts));
        expect(contentOf(store.root)).toEqual(before);
      }
    });

    it('makes the same bytes with other steps in the store, of which it reads what its fingerprint names as inputs, and changes nothing', async () => {
      const before = contentOf(rig.cache);
      for (const { fingerprint, artifacts } of rig.manifestsOf(name)) {
        const store = new RecordingStore(rig.cache);
        const told: TrainingProgress[] = [];
        const made = await makes(await freshStage(name), fingerprint, store, (progress) => told.push(progress));
        expect(made).toEqual(digestsOf(artifacts));
        const earlier = name === 'train' ? earlierCheckpoints(rig, fingerprint) : [];
        const others = [...store.reads].filter((digest) => !earlier.includes(digest));
        expect(others.sort()).toEqual(inputsOf(fingerprint).sort());
        if (name !== 'train') expect([[...store.lookups], told]).toEqual([[], []]);
      }
      expect(contentOf(rig.cache)).toEqual(before);
    });

    it('follows each input, whatever ran before in the process', async () => {
      const stage = await STAGES[name]();
      for (const { fingerprint, artifacts } of stepsWithInputs(rig, name)) {
        expect(await makes(stage, fingerprint, rig.storeFor(fingerprint))).toEqual(digestsOf(artifacts));
        for (const { input, ...variant } of variantsOf(rig, fingerprint)) {
          const expected = await makes(await freshStage(name), variant.fingerprint, variant.store);
          expect(await makes(stage, variant.fingerprint, variant.store), input).toEqual(expected);
        }
        expect(await makes(stage, fingerprint, rig.storeFor(fingerprint))).toEqual(digestsOf(artifacts));
      }
    });

    it('says which input is missing, was cut short or has one bit changed, and goes on well with a whole one', async () => {
      for (const { fingerprint, artifacts } of stepsWithInputs(rig, name)) {
        const stage = await freshStage(name);
        for (const digest of oneOfEachInput(fingerprint)) {
          for (const harm of DAMAGES) {
            const store = rig.storeFor(fingerprint);
            harm(objectFile(store, digest));
            expect(await corruptObjectOf(stage, fingerprint, store), harm.name).toBe(digest);
          }
        }
        expect(await makes(stage, fingerprint, rig.storeFor(fingerprint))).toEqual(digestsOf(artifacts));
      }
    });

    it('never makes anything of a damaged input but what a whole one gives', async () => {
      for (const { fingerprint, artifacts } of stepsWithInputs(rig, name)) {
        const stage = await STAGES[name]();
        await makes(stage, fingerprint, rig.storeFor(fingerprint));
        for (const digest of oneOfEachInput(fingerprint)) {
          const store = rig.storeFor(fingerprint);
          flipLastBit(objectFile(store, digest));
          expect([digest, digestsOf(artifacts)]).toContainEqual(await corruptObjectOf(stage, fingerprint, store));
        }
      }
    });

    if (name !== 'train') return;
    it('tells progress', async () => {
      for (const { fingerprint } of rig.manifestsOf(name).slice(0, 2)) {
        const told: TrainingProgress[] = [];
        await makes(await freshStage(name), fingerprint, rig.storeFor(fingerprint), (progress) => told.push(progress));
        expect(told.length).toBeGreaterThan(0);
        for (const [index, { epoch, done, total, loss, accuracy }] of told.entries()) {
          const last = told[index - 1];
          expect(last === undefined || epoch > last.epoch || done > last.done).toBe(true);
          expect(epoch).toBeLessThanOrEqual(fingerprint.params['epoch'] as number);
          expect(done).toBeLessThanOrEqual(total);
          expect(Number.isFinite(loss) && accuracy >= 0 && accuracy <= 1).toBe(true);
        }
      }
    });
  });
}

const DAMAGES: readonly ((file: string) => void)[] = [remove, cutShort, flipLastBit];

function remove(file: string): void {
  rmSync(file);
}

function cutShort(file: string): void {
  truncateSync(writable(file), readFileSync(file).length - 1);
}

export function flipLastBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(writable(file), bytes);
}

function writable(file: string): string {
  chmodSync(file, 0o644);
  return file;
}

/** The stage as a process that has just started has it: with nothing in memory. */
export async function freshStage(name: StageName): Promise<RunStage> {
  vi.resetModules();
  const fresh = await import('../../src/stages/index.js');
  return await fresh.STAGES[name]();
}

/** Digests of the artifacts that a stage makes. */
export async function makes(
  stage: RunStage,
  fingerprint: Fingerprint,
  store: Store,
  progress: (progress: TrainingProgress) => void = () => {},
): Promise<Record<string, Digest>> {
  const result = await stage(frozen(fingerprint), { store, sources: SOURCES, progress });
  if (!result.ok) throw new Error(result.failure.message);
  return Object.fromEntries([...result.files].map(([file, content]) => [file, digestOf(whole(content))]));
}

export function whole(content: Content): Uint8Array {
  return content instanceof Uint8Array ? content : Buffer.concat([...content]);
}

export function digestsOf(artifacts: Manifest['artifacts']): Record<string, Digest> {
  return Object.fromEntries(Object.entries(artifacts).map(([file, { digest }]) => [file, digest]));
}

/** Two steps serve as well as all. */
function stepsWithInputs(rig: StoreRig, name: StageName): Manifest[] {
  const steps = rig.manifestsOf(name).filter(({ fingerprint }) => inputsOf(fingerprint).length > 0);
  return steps.slice(0, 2);
}

/** The last digest of each input: a list is read in order, so all before it are read too. */
function oneOfEachInput({ inputs }: Fingerprint): Digest[] {
  return Object.values(inputs).map((digests) => [digests].flat().at(-1) as Digest);
}

/** The object that a stage finds corrupt, or what it makes where it finds none. */
async function corruptObjectOf(stage: RunStage, fingerprint: Fingerprint, store: Store) {
  try {
    return await makes(stage, fingerprint, store);
  } catch (error) {
    if (error instanceof CorruptObject) return error.digest;
    throw error;
  }
}

/** Checkpoints of the same model at the epochs before. */
function earlierCheckpoints(rig: StoreRig, { params, inputs }: Fingerprint): Digest[] {
  const chain = JSON.stringify({ ...params, epoch: 0, inputs });
  const earlier = rig.manifestsOf('train').filter(({ fingerprint }) => {
    const sameModel = JSON.stringify({ ...fingerprint.params, epoch: 0, inputs: fingerprint.inputs }) === chain;
    return sameModel && Number(fingerprint.params['epoch']) < Number(params['epoch']);
  });
  return earlier.map(({ artifacts }) => artifacts['checkpoint.safetensors'].digest);
}

/** A copy that cannot be changed, at any depth. */
function frozen<Value>(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  const parts = Array.isArray(value)
    ? value.map(frozen)
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, frozen(part)]));
  return Object.freeze(parts) as Value;
}
