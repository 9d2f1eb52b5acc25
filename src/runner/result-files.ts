import { CAPTION } from '../stages/caption.js';

/** Of today's release. */
const RESULT_STAGES: ReadonlySet<string> = new Set(['table', 'figure', 'page']);

/** Whether a step makes files of the results folder. */
export function makesResults({ stage }: { readonly stage: string }): boolean {
  return RESULT_STAGES.has(stage);
}

/** The files of the results folder, by their names there, among what steps made. */
export function resultFiles<File>(
  steps: readonly { readonly id: string; readonly stage: string }[],
  artifactsOf: (id: string) => Readonly<Record<string, File>> | undefined,
): Map<string, File> {
  const artifacts = steps.filter(makesResults).flatMap(({ id }) => Object.entries(artifactsOf(id) ?? {}));
  return new Map(artifacts.filter(([name]) => name !== CAPTION));
}
