import { allFinite } from '../algorithms/finite.js';
import { plannedEngine } from '../engines/choose.js';
import type { EngineId } from '../engines/engine.js';
import { decodeCheckpoint } from '../formats/checkpoint.js';
import { encodeNpy } from '../formats/npy.js';
import type { Network } from '../networks/layer.js';
import { inferShapes } from '../networks/shapes.js';
import type { Fingerprint } from '../store/fingerprint.js';
import { readSamples } from './arrays.js';
import { input, jsonFile, made, type StageContext, type StageResult } from './stage.js';

interface Params {
  readonly network: Network;
  readonly layers: readonly string[];
  readonly engine: EngineId;
}

/** What the capture stage says of each layer. A unit is a channel; a dead one gives the same for every sample. */
export type LayerSummary = Readonly<Record<string, { readonly units: number; readonly dead: number }>>;

const BATCH_SIZE = 64;

/** Activations of the named layers for the probe, post-activation, float32 (nSamples, nFeatures), in one pass. */
export async function runCapture(fingerprint: Fingerprint, { store }: StageContext): Promise<StageResult> {
  const { network, layers, engine } = fingerprint.params as unknown as Params;
  const samples = readSamples(store, input(fingerprint, 'samples'));
  const session = await (await plannedEngine(engine, store.root)).open({ network, batchSize: BATCH_SIZE });
  session.load(decodeCheckpoint(store.read(input(fingerprint, 'checkpoint'))));
  const activations = [...session.capture(samples, layers)];
  session.dispose();
  const broken = activations.filter(([, values]) => !allFinite(values)).map(([layer]) => `\`${layer}\``);
  if (broken.length > 0) return overflown(broken);
  const units = unitsOf(network);
  const summaries = activations.map(([layer, values]) => {
    const count = units.get(layer) ?? 1;
    return [layer, { units: count, dead: count - aliveUnits(values, samples.count, count) }] as const;
  });
  const summary: LayerSummary = Object.fromEntries(summaries);
  return made([
    ...activations.map(([layer, values]) => {
      return [`${layer}.npy`, encodeNpy(values, [samples.count, values.length / samples.count])] as const;
    }),
    ['layers.json', jsonFile(summary)],
  ]);
}

function overflown(layers: readonly string[]): StageResult {
  const message = `activations of ${layers.join(', ')} are too large for float32, though the weights are finite`;
  const hint = 'lower the learning rate, or write `standardize: true` under `dataset` where features are large';
  return { ok: false, failure: { code: 'overflow', message, hint } };
}

function unitsOf({ inputShape, layers }: Network): Map<string, number> {
  const placed = inferShapes(inputShape, layers);
  if ('message' in placed) throw new Error(`internal error: ${placed.message}`);
  return new Map(placed.map(({ layer, output }) => [layer.name, output[2]]));
}

/** Units whose values differ between samples, at any place of an image. */
function aliveUnits(values: Float32Array, samples: number, units: number): number {
  const features = values.length / samples;
  const alive = new Set<number>();
  for (let first = features; first < values.length && alive.size < units; first += features) {
    for (let feature = 0; feature < features; feature++) {
      if (values[first + feature] !== values[feature]) alive.add(feature % units);
    }
  }
  return alive.size;
}
