import type { StageName } from '../stages/stage.js';
import type { Digest, Fingerprint, Json } from '../store/fingerprint.js';
import type { Step } from './step.js';

/** What decides an experiment's results and is known before anything is computed. */
export interface Declaration {
  /** The decided experiment; it holds no paths. */
  readonly config: Json;
  /** Identities of the engines that train and capture, by name. */
  readonly engines: Readonly<Record<string, Json>>;
  /** For each dataset step, the rules by which it is read and the digests of its source files. */
  readonly datasets: Readonly<Record<string, Json>>;
  /** Whether PCA rounds a product and a sum once. */
  readonly fused: boolean;
  readonly stageVersions: Readonly<Partial<Record<StageName, number>>>;
}

/** Steps are where all of it comes together: what no step's parameters hold decides nothing. */
export function declarationOf(steps: readonly Step[]): Declaration {
  const declared = steps.map((step) => ({ id: step.id, ...withoutInputs(step) }));
  const ofStage = (name: StageName) => declared.filter(({ stage }) => stage === name);
  const engines = ofStage('train').map(({ params }) => params.engine as { readonly name: string });
  return {
    config: ofStage('page')[0].params.config,
    engines: Object.fromEntries(engines.map((engine) => [engine.name, engine])),
    datasets: Object.fromEntries(
      ofStage('dataset').map(({ id, params: { rules, sources } }) => [id, { rules, sources }]),
    ),
    fused: ofStage('reduce').some(({ params }) => params.fused === true),
    stageVersions: Object.fromEntries(declared.map(({ stage, version }) => [stage, version])),
  };
}

/** Parameters do not depend on inputs, so any digest may stand for them. */
function withoutInputs(step: Step): Omit<Fingerprint, 'inputs'> {
  const { inputs: _, ...rest } = step.fingerprint(() => '' as Digest);
  return rest;
}
