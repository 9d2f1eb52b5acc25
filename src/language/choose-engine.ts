import type { EngineChoice, EngineName } from './config.js';
import type { EngineFacts, EngineWork } from './engine-facts.js';

/** The engine that a choice comes to on this machine; undefined where none is here that supports the network. */
export function chooseEngine(choice: EngineChoice, work: EngineWork, engines: EngineFacts): EngineName | undefined {
  const candidates = choice === 'auto' ? namesOf(engines) : [choice];
  return candidates.find((name) => !engines[name].missing() && !engines[name].unsupported(work));
}

export function namesOf(engines: EngineFacts): EngineName[] {
  return Object.keys(engines) as EngineName[];
}
