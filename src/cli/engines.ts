import { ENGINES } from '../engines/catalogue.js';
import type { DigestsOf, EngineId } from '../engines/engine.js';
import { chooseEngine } from '../language/choose-engine.js';
import type { Config, EngineName } from '../language/config.js';
import type { DatasetFacts } from '../language/dataset-facts.js';
import type { UsedEngine } from '../runner/results/run-json.js';

/** The engine of each model. The checks have made sure that there is one. */
export function planEngines(
  { models, train }: Config,
  facts: DatasetFacts,
  digestsOf: DigestsOf,
): Map<string, EngineId> {
  const ids = new Map<EngineName, EngineId>();
  const idOf = (name: EngineName) => {
    const id = ids.get(name) ?? ENGINES[name].id(digestsOf);
    ids.set(name, id);
    return id;
  };
  const planned = models.map(({ name, layers, engine: choice }) => {
    const work = { network: { inputShape: facts.inputShape, layers }, batchSize: train.batchSize };
    const engine = chooseEngine(choice, work, ENGINES);
    if (engine === undefined) throw new Error(`internal error: no engine for ${name}`);
    return [name, idOf(engine)] as const;
  });
  return new Map(planned);
}

/** Each engine once, with its models. */
export function usedEngines(planned: ReadonlyMap<string, EngineId>): UsedEngine[] {
  const ids = new Set(planned.values());
  return [...ids].map((id) => {
    const own = [...planned].filter(([, engine]) => engine === id);
    return { ...id, models: own.map(([model]) => model) };
  });
}

/** `simd 3`, or with its models where there are several engines. */
export function describeEngines(engines: readonly UsedEngine[]): string {
  if (engines.length === 1) return `engine: ${describeEngine(engines[0])}`;
  const named = engines.map((engine) => `${describeEngine(engine)} (${engine.models.join(', ')})`);
  return `engines: ${named.join('; ')}`;
}

function describeEngine({ name, version, fused }: UsedEngine): string {
  return `${name} ${version}${fused === false ? ' in two roundings' : ''}`;
}
