import { chooseEngine, namesOf } from './choose-engine.js';
import type { Complaint } from './complaint.js';
import type { EngineName } from './config.js';
import { type Draft, type DraftModel, writtenEngine } from './draft.js';
import type { EngineFacts, EngineWork } from './engine-facts.js';
import { anyOfWords, quote } from './words.js';

/** Whether the engine of each model is here and supports its network. */
export function checkEngines(draft: Draft): Complaint[] {
  return draft.models.flatMap((model) => checkEngine(draft, model));
}

function checkEngine({ engines, facts, train, tree }: Draft, { name, engine, architecture }: DraftModel): Complaint[] {
  if (engine === undefined) return [];
  const missing = engine === 'auto' ? undefined : engines[engine].missing();
  if (missing !== undefined) {
    const message = `the engine ${quote(engine)} is not here: ${missing.reason}`;
    return [{ code: 'missing-engine', message, hint: missing.remedy, path: writtenEngine(tree, name) }];
  }
  if (facts === undefined || train === undefined) return [];
  if (!architecture?.layers || !architecture.shapes || 'message' in architecture.shapes) return [];
  const network = { inputShape: facts.inputShape, layers: architecture.layers };
  const work = { network, batchSize: train.batchSize };
  if (chooseEngine(engine, work, engines) !== undefined) return [];
  // `auto` tries an engine first that is always here.
  return unsupported(engine === 'auto' ? namesOf(engines)[0] : engine, architecture.name, work, engines);
}

function unsupported(engine: EngineName, architecture: string, work: EngineWork, engines: EngineFacts): Complaint[] {
  const problem = engines[engine].unsupported(work);
  if (problem === undefined) return [];
  const { layer, reason } = problem;
  const others = namesOf(engines).filter((name) => engines[name].unsupported(work) === undefined);
  const message = `the engine ${quote(engine)} does not support ${quote(work.network.layers[layer].name)}: ${reason}`;
  const remedies = others.flatMap((name) => engines[name].missing()?.remedy ?? []);
  return [
    {
      code: 'unsupported-layer',
      message,
      ...(others.length > 0 && { expected: `the engine ${anyOfWords(others)}` }),
      ...(remedies.length > 0 && { hint: remedies[0] }),
      path: ['architectures', architecture, layer],
    },
  ];
}
