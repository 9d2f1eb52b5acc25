import type { UnsupportedLayer } from '../language/engine-facts.js';

/** What a WebAssembly module can address. */
const MOST_BYTES = 0x1_0000_0000;

/** The largest layer of a network whose arrays cannot all be addressed; `bytes` are lower bounds of what each layer takes. */
export function tooLargeLayer(bytes: readonly number[], batchSize: number): UnsupportedLayer | undefined {
  const total = bytes.reduce((sum, one) => sum + one, 0);
  if (total <= MOST_BYTES) return undefined;
  const gibibytes = (total / 0x4000_0000).toFixed(1);
  const reason = `the network needs ${gibibytes} GiB for batches of ${batchSize}, of which a WebAssembly module has 4`;
  return { layer: bytes.indexOf(Math.max(...bytes)), reason };
}
