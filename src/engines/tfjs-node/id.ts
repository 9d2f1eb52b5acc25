import { canonicalJson } from '../../formats/canonical-json.js';
import { digestOf } from '../../store/fingerprint.js';
import type { DigestsOf, EngineId } from '../engine.js';
import { findPackage } from './package.js';
import { machine } from './surroundings.js';

/** Raise it whenever this engine's own code makes other bits. */
const IMPLEMENTATION = 1;

export function tfjsNodeId(digestsOf: DigestsOf): EngineId {
  const found = findPackage();
  if ('reason' in found) throw new Error(`internal error: ${found.reason}`);
  const { version, tensorflow, binaries } = found;
  const made = canonicalJson([IMPLEMENTATION, version, ...digestsOf(binaries)]);
  return {
    name: 'tfjs-node',
    version: tensorflow === undefined ? version : `${version}, TensorFlow ${tensorflow}`,
    digest: digestOf(Buffer.from(made)),
    machine: machine(),
  };
}
