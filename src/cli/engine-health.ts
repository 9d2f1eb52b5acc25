import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { ENGINES } from '../engines/catalogue.js';
import type { DigestsOf, EngineId } from '../engines/engine.js';
import type { EngineName } from '../language/config.js';
import type { MissingEngine } from '../language/engine-facts.js';

/** What is known of an engine on this machine: it trains, it is here but does not work, or it is missing. */
export type EngineHealth =
  | ({ readonly state: 'works' } & EngineId)
  | ({ readonly state: 'broken'; readonly reason: string } & EngineId)
  | ({ readonly state: 'missing'; readonly name: EngineName } & MissingEngine);

/** Tries every engine, in the order of `auto`. */
export async function examineEngines(digestsOf: DigestsOf): Promise<EngineHealth[]> {
  const names = Object.keys(ENGINES) as EngineName[];
  return await Promise.all(names.map((name) => examine(name, digestsOf)));
}

async function examine(name: EngineName, digestsOf: DigestsOf): Promise<EngineHealth> {
  const missing = ENGINES[name].missing();
  if (missing !== undefined) return { state: 'missing', name, ...missing };
  const id = ENGINES[name].id(digestsOf);
  const reason = await tryOut(name);
  return reason === undefined ? { state: 'works', ...id } : { state: 'broken', ...id, reason };
}

const PROGRAM = fileURLToPath(new URL('../engines/try-engine.js', import.meta.url));

/** In a process of its own, which an engine that does not fit this machine would take down; undefined if it trains. */
async function tryOut(name: EngineName): Promise<string | undefined> {
  const { failed, stderr, signal, exitCode } = await execaNode(PROGRAM, [name], { reject: false });
  if (!failed) return undefined;
  return stderr.split('\n').at(-1) || `its process ended with ${signal ?? `exit status ${exitCode}`}`;
}
