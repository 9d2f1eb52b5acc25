import { EXIT, type ExperimentOptions } from '../call.js';
import { publicFields } from '../cause-json.js';
import { causeText } from '../cause-text.js';
import { complain, print } from '../output.js';
import { prepare } from '../prepare.js';
import { type Scene, sceneOf } from '../scene.js';
import { stepLines } from '../step-text.js';
import { unknownStep } from '../unknown-step.js';

/** Why each step, or one, would run. */
export function why(
  file: string,
  id: string | undefined,
  options: ExperimentOptions & { readonly json?: boolean },
): number {
  const prepared = prepare(file, options);
  if (prepared === undefined) return EXIT.wrong;
  const scene = sceneOf(prepared, prepared.steps, () => false);
  if (id !== undefined && !scene.forecasts.has(id)) {
    complain(unknownStep(id, [...scene.forecasts.keys()]));
    return EXIT.wrong;
  }
  if (options.json) print(JSON.stringify(id === undefined ? allAsJson(scene) : stepAsJson(scene, id)));
  else print((id === undefined ? allAsText(scene) : stepLines(scene, id)).join('\n'));
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
