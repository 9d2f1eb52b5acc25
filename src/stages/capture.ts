import { plannedEngine } from '../engines/choose.js';
import type { EngineId } from '../engines/engine.js';
import { decodeCheckpoint } from '../formats/checkpoint.js';
import { encodeNpy } from '../formats/npy.js';
import type { Network } from '../networks/layer.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { readSamples } from './arrays.js';
import { input, made, type StageContext, type StageResult } from './stage.js';

interface Params {
  readonly network: Network;
  readonly layers: readonly string[];
  readonly engine: EngineId;
}

const BATCH_SIZE = 64;

/** Activations of the named layers for the probe, post-activation, float32 (nSamples, nFeatures), in one pass. */
export async function runCapture(fingerprint: Fingerprint, { store }: StageContext): Promise<StageResult> {
  const { network, layers, engine } = fingerprint.params as unknown as Params;
  const samples = readSamples(store, input(fingerprint, 'samples'));
  const session = await (await plannedEngine(engine, store.root)).open({ network, batchSize: BATCH_SIZE });
  session.load(decodeCheckpoint(store.read(input(fingerprint, 'checkpoint'))));
  const activations = session.capture(samples, layers);
  session.dispose();
  return made(
    [...activations].map(([layer, values]) => {
      return [`${layer}.npy`, encodeNpy(values, [samples.count, values.length / samples.count])] as const;
    }),
  );
}
