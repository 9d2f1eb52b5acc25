import { EXIT, type ExperimentOptions } from '../call.js';
import { complain } from '../output.js';
import { prepareAll } from '../prepare.js';
import { printEach } from '../print-each.js';
import { type Scene, sceneOf } from '../scene.js';
import { causeText } from '../text/cause.js';
import { publicFields } from '../text/cause-json.js';
import { stepLines } from '../text/step.js';
import { unknownStep } from '../text/unknown-step.js';

/** Why each step, or one, would run. */
export function why(
  file: string,
  id: string | undefined,
  options: ExperimentOptions & { readonly json?: boolean },
): number {
  const all = prepareAll(file, options);
  if (all === undefined) return EXIT.wrong;
  const having = all.filter(({ steps }) => id === undefined || steps.some((step) => step.id === id));
  if (id !== undefined && having.length === 0) {
    const known = all.flatMap(({ steps }) => steps.map((step) => step.id));
    complain(unknownStep(id, [...new Set(known)]));
    return EXIT.wrong;
  }
  printEach(having, options, (prepared) => {
    const scene = sceneOf(prepared, prepared.steps, () => false);
    return options.json
      ? id === undefined
        ? allAsJson(scene)
        : stepAsJson(scene, id)
      : (id === undefined ? allAsText(scene) : stepLines(scene, id)).join('\n');
  });
  return EXIT.done;
}

function allAsJson({ explanation, comparedWith }: Scene) {
  return { comparedWith, causes: explanation.causes().map(publicFields) };
}

function allAsText({ explanation, comparedWith, isAnother, forecasts }: Scene): string[] {
  const isNothing = [...forecasts.values()].every(({ status }) => status === 'cached');
  return [
    ...(isAnother ? [`compared with experiment ${comparedWith}`] : []),
    ...explanation.causes().map(causeText),
    ...(isNothing ? [`nothing would run: all ${forecasts.size} steps are cached`] : []),
  ];
}

function stepAsJson({ explanation, comparedWith, forecasts }: Scene, id: string) {
  const { earlier, own, through } = explanation.explain(id);
  return {
    id,
    status: forecasts.get(id)?.status,
    comparedWith: earlier === undefined ? null : { experiment: comparedWith, step: earlier.id },
    reasons: own.map(publicFields),
    through: Object.fromEntries(through),
    stoppedBefore: explanation.stoppedBefore(id),
  };
}
