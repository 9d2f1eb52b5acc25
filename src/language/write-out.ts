import type { Problem } from './diagnostics.js';
import { type Environment, substituteVariables } from './environment.js';
import { type Expanded, type ExperimentTree, expandMatrices } from './expand.js';
import { type OpenExtended, readTree } from './extend.js';
import { applySets, laterSets } from './set.js';
import type { SourceText } from './source.js';

export interface WrittenText extends SourceText {
  /** Values that replace what is written, as `path=value`. */
  readonly set: readonly string[];
  readonly open: OpenExtended;
  /** What the declared variables are read from. */
  readonly environment: Environment;
}

export interface WrittenOut {
  /** At least one, unless the file is empty or not YAML. */
  readonly experiments: readonly ExperimentTree[];
  readonly problems: readonly Problem[];
  /** Whether something is missing in the experiments because of a problem. */
  readonly isPart: boolean;
  /** Every text that was read, that of the experiment file first. */
  readonly sources: readonly SourceText[];
  /** What the environment has of each declared variable. */
  readonly variables: Environment;
}

/** The experiments that a file declares, as if each were written without `extends`, `--set`, variables and `matrix`. */
export function writeOut({ file, text, set, open, environment }: WrittenText): WrittenOut {
  const read = readTree({ file, text, set: false }, open);
  const { sources } = read;
  if (read.tree === undefined)
    return { experiments: [], problems: read.problems, isPart: true, sources, variables: {} };
  const later = laterSets(read.tree, set);
  const now = set.filter((one) => !later.includes(one));
  const assigned = applySets(read.tree, now);
  const { tree, variables, problems } = substituteVariables(assigned.tree, environment);
  const expanded = setLater(expandMatrices(tree, file), later);
  return {
    experiments: expanded.experiments,
    problems: [...read.problems, ...assigned.problems, ...problems, ...expanded.problems],
    isPart: read.isPart || expanded.isPart,
    sources,
    variables,
  };
}

/** Sets fields of the models that matrices have made. */
function setLater({ experiments, problems, isPart }: Expanded, sets: readonly string[]): Expanded {
  const assigned = experiments.map((one) => ({ ...one, ...applySets(one.tree, sets) }));
  return { experiments: assigned, problems: [...problems, ...assigned.flatMap((one) => one.problems)], isPart };
}
