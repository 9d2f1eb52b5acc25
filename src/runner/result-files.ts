import { CAPTION } from '../stages/caption.js';
import type { StageName } from '../stages/stage.js';

const RESULT_STAGES: ReadonlySet<StageName> = new Set(['table', 'figure', 'page']);

/** Whether a step makes files of the results folder. */
export function makesResults({ stage }: { readonly stage: StageName }): boolean {
  return RESULT_STAGES.has(stage);
}

/** The files of the results folder, by their names there, among what steps made. */
export function resultFiles<File>(
  steps: readonly { readonly id: string; readonly stage: StageName }[],
  artifactsOf: (id: string) => Readonly<Record<string, File>> | undefined,
): Map<string, File> {
  const artifacts = steps.filter(makesResults).flatMap(({ id }) => Object.entries(artifactsOf(id) ?? {}));
  return new Map(artifacts.filter(([name]) => name !== CAPTION));
}
