import type { ConfigPath } from '../language/config.js';
import type { StageName } from '../stages/stage.js';
import { STAGE_VERSIONS } from '../stages/versions.js';
import type { Digest, Fingerprint, Json } from '../store/fingerprint.js';

/** Digest of an artifact that an earlier step made. */
type ArtifactOf = (step: string, artifact: string) => Digest;

/** One use of a stage in an experiment. Its fingerprint is known once the steps it needs are done. */
export interface Step {
  /** Reads as a path, such as `train/NN0@10`. */
  readonly id: string;
  readonly stage: StageName;
  /** Steps whose artifacts are its inputs. */
  readonly needs: readonly string[];
  /** A step that had better be done first, though nothing of it is an input: the model's previous epoch. */
  readonly after: string | undefined;
  readonly fingerprint: (artifactOf: ArtifactOf) => Fingerprint;
  /** Where in the experiment file each fingerprint parameter was written. */
  readonly origins: Readonly<Record<string, ConfigPath>>;
}

interface StepSpec {
  readonly id: string;
  readonly stage: StageName;
  readonly params: Readonly<Record<string, Json>>;
  /** Each input as [step id, artifact name], or a list of such pairs. */
  readonly inputs: Readonly<Record<string, InputRef | readonly InputRef[]>>;
  readonly origins: Readonly<Record<string, ConfigPath>>;
  readonly after?: string;
}

export type InputRef = readonly [step: string, artifact: string];

export function step({ id, stage, params, inputs, origins, after }: StepSpec): Step {
  const needs = new Set(Object.values(inputs).flatMap((ref) => (isSingle(ref) ? [ref[0]] : ref.map(([from]) => from))));
  const fingerprint = (artifactOf: ArtifactOf): Fingerprint => ({
    kind: 'kindred step',
    stage,
    version: STAGE_VERSIONS[stage],
    params,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, ref]) => [
        name,
        isSingle(ref) ? artifactOf(...ref) : ref.map((each) => artifactOf(...each)),
      ]),
    ),
  });
  return { id, stage, needs: [...needs], after, fingerprint, origins };
}

function isSingle(ref: InputRef | readonly InputRef[]): ref is InputRef {
  return typeof ref[0] === 'string';
}
