import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeNpy, encodeNpy } from '../../src/formats/npy.js';
import type { StageName } from '../../src/stages/stage.js';
import { type Digest, digestOf, type Fingerprint } from '../../src/store/fingerprint.js';
import { objectFile, type RecordingStore, type StoreRig } from './store-rig.js';

/** A step like another but for the content of one input. */
interface Variant {
  readonly input: string;
  readonly fingerprint: Fingerprint;
  readonly store: RecordingStore;
}

/** For each input of a step, the step with that input back to front. */
export function variantsOf(rig: StoreRig, fingerprint: Fingerprint): Variant[] {
  return Object.entries(fingerprint.inputs).map(([input, digests]) => {
    const store = rig.storeFor(fingerprint);
    if (typeof digests !== 'string') return { input, fingerprint: withInput(digests.toReversed()), store };
    const bytes = backToFront(store.read(digests)) ?? fromAnotherStep(rig, fingerprint, input);
    const digest = digestOf(bytes);
    mkdirSync(path.dirname(objectFile(store, digest)), { recursive: true });
    writeFileSync(objectFile(store, digest), bytes);
    return { input, fingerprint: withInput(digest), store };

    function withInput(value: Digest | Digest[]): Fingerprint {
      return { ...fingerprint, inputs: { ...fingerprint.inputs, [input]: value } };
    }
  });
}

/** The same values in reverse order, for arrays in npy or JSON. */
function backToFront(bytes: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  if (text.startsWith('\x93NUMPY')) {
    const { array, shape } = decodeNpy(bytes);
    return encodeNpy(array.toReversed() as typeof array, shape);
  }
  return text.startsWith('[') ? Buffer.from(JSON.stringify((JSON.parse(text) as unknown[]).toReversed())) : undefined;
}

function fromAnotherStep(rig: StoreRig, { stage, inputs }: Fingerprint, input: string): Uint8Array {
  const others = rig.manifestsOf(stage as StageName).map(({ fingerprint }) => fingerprint.inputs[input]);
  const other = others.find((digest) => digest !== inputs[input]);
  if (typeof other !== 'string') throw new Error(`no other content for the input ${input} of ${stage}`);
  return rig.storeFor({ kind: 'kindred step', stage, version: 1, params: {}, inputs: { input: other } }).read(other);
}
