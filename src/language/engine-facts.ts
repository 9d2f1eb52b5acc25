import type { Network } from '../networks/layer.js';
import type { EngineName } from './config.js';

/** What the checks must know about each engine, on this machine; nothing is loaded to know it. In the order in which `auto` tries them. */
export type EngineFacts = Readonly<Record<EngineName, EngineFact>>;

export interface EngineFact {
  /** Why it cannot be used here; undefined if it can. */
  readonly missing: () => MissingEngine | undefined;
  /** The layer that it cannot run; undefined if it supports the network. */
  readonly unsupported: (work: EngineWork) => UnsupportedLayer | undefined;
}

export interface MissingEngine {
  readonly reason: string;
  readonly remedy: string;
}

/** A network whose shapes fit, and the most samples that it gets at once. */
export interface EngineWork {
  readonly network: Network;
  readonly batchSize: number;
}

export interface UnsupportedLayer {
  /** Its index in the network. */
  readonly layer: number;
  readonly reason: string;
}
