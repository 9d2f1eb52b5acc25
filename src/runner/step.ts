import type { ConfigPath } from '../language/config.js';
import type { StageName } from '../stages/stage.js';
import { STAGE_VERSIONS } from '../stages/versions.js';
import type { Digest, Fingerprint, Json } from '../store/fingerprint.js';

/** Digest of an artifact that an earlier step made. */
type ArtifactOf = (step: string, artifact: string) => Digest;

/** Why a step that may be lacking has made nothing; undefined where it has, or where that is not known. */
type LackOf = (step: string) => string | undefined;

/** One use of a stage in an experiment. Its fingerprint is known once the steps it needs are done. */
export interface Step {
  /** Reads as a path, such as `train/NN0@10`. */
  readonly id: string;
  readonly stage: StageName;
  /** Steps whose artifacts are its inputs. */
  readonly needs: readonly string[];
  /** Those of them that it can do without: its fingerprint then says why, in place of what they would have made. */
  readonly mayLack: ReadonlySet<string>;
  /** A step that had better be done first, though nothing of it is an input: the model's previous epoch. */
  readonly after: string | undefined;
  readonly fingerprint: (artifactOf: ArtifactOf, lackOf?: LackOf) => Fingerprint;
  /** The artifacts behind each input of the fingerprint. */
  readonly inputs: Readonly<Record<string, InputRef | readonly InputRef[]>>;
  /**
   * Where the experiment decides parts of the fingerprint: paths into the config or the file, by the names of parameters,
   * such as `network.layers`, and of inputs. `derived` is what follows from other parts; `internal`, and all that is not
   * here, what the experiment does not decide.
   */
  readonly origins: Readonly<Record<string, ConfigPath | 'derived' | 'internal'>>;
  /** Which part of the file asks for the step: one path for each part of its id after the stage. */
  readonly askedBy: readonly ConfigPath[];
  /** What the experiment calls things that the fingerprint calls otherwise. */
  readonly names: ReadonlyMap<string, string>;
}

interface StepSpec {
  readonly id: string;
  readonly stage: StageName;
  readonly params: Readonly<Record<string, Json>>;
  /** Each input as [step id, artifact name], or a list of such pairs. */
  readonly inputs: Step['inputs'];
  readonly origins: Step['origins'];
  readonly askedBy?: Step['askedBy'];
  readonly names?: Step['names'];
  readonly after?: string;
  readonly mayLack?: Step['mayLack'];
}

export type InputRef = readonly [step: string, artifact: string];

export function step(spec: StepSpec): Step {
  const { id, stage, params, inputs, origins, after, askedBy = [], names = NO_NAMES, mayLack = NOTHING } = spec;
  const needs = new Set(Object.values(inputs).flatMap((ref) => (isSingle(ref) ? [ref[0]] : ref.map(([from]) => from))));
  const fingerprint = (artifactOf: ArtifactOf, lackOf: LackOf = () => undefined): Fingerprint => {
    const lacking = new Map([...mayLack].flatMap((from) => lackFor(from, lackOf(from))));
    return {
      kind: 'kindred step',
      stage,
      version: STAGE_VERSIONS[stage],
      params: lacking.size === 0 ? params : { ...params, lacking: Object.fromEntries(lacking) },
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, ref]) => [
          name,
          isSingle(ref)
            ? artifactOf(...ref)
            : ref.filter(([from]) => !lacking.has(from)).map((each) => artifactOf(...each)),
        ]),
      ),
    };
  };
  return { id, stage, needs: [...needs], mayLack, after, fingerprint, inputs, origins, askedBy, names };
}

function lackFor(from: string, why: string | undefined): [from: string, why: string][] {
  return why === undefined ? [] : [[from, why]];
}

const NOTHING: Step['mayLack'] = new Set();
const NO_NAMES: Step['names'] = new Map();

export function isSingle(ref: InputRef | readonly InputRef[]): ref is InputRef {
  return typeof ref[0] === 'string';
}

const OF_ONE_MODEL = /^(?:train|capture|reduce|cluster|label)\/([^@]+)@/;

/** The model that a step belongs to, by its id; undefined for what several share. */
export function modelOf(id: string): string | undefined {
  return OF_ONE_MODEL.exec(id)?.[1];
}
