import type { Scene } from '../scene.js';
import { reasonText } from './cause.js';

/** One step in detail: what differs, and the steps through which that reaches it. */
export function stepLines(scene: Scene, id: string): string[] {
  const stoppedBefore = scene.explanation.stoppedBefore(id);
  const cutoff = stoppedBefore.length > 0 ? '; what changed before it makes the same bytes as before' : '';
  return [
    `${id} ${statusText(scene, id)}${cutoff}`,
    ...reasonLines(scene, id, '  '),
    ...throughLines(scene, 'changed before it', stoppedBefore, '  '),
  ];
}

function statusText(scene: Scene, id: string): string {
  const forecast = scene.forecasts.get(id);
  if (forecast?.status === 'cached') return 'is cached';
  if (forecast?.status !== 'may run') return 'runs';
  return forecast.waitsFor === 'needs'
    ? 'may run: it is spared if the steps that it needs make the same bytes as before'
    : `may run: it is the same as ${forecast.because.join(', ')}, and is spared if that succeeds`;
}

function reasonLines(scene: Scene, id: string, indent: string): string[] {
  const { explanation, comparedWith, isAnother } = scene;
  const { earlier, own, through } = explanation.explain(id);
  const isOther = earlier !== undefined && (isAnother || earlier.id !== id);
  return [
    ...(isOther ? [`${indent}compared with ${earlier.id}${isAnother ? ` of experiment ${comparedWith}` : ''}`] : []),
    ...own.map((reason) => `${indent}${reasonText(reason)}`),
    ...[...through].flatMap(([input, ids]) => throughLines(scene, input, ids, indent)),
  ];
}

/** Steps with the same reasons are told once, by the first of them. */
function throughLines(scene: Scene, input: string, ids: readonly string[], indent: string): string[] {
  const alike = new Map<string, string[]>();
  for (const id of ids) {
    const reasons = scene.explanation
      .reasonsOf(id)
      .map((reason) => reasonText(reason))
      .join('\n');
    alike.set(reasons, [...(alike.get(reasons) ?? []), id]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return [
      `${indent}${input}: ${first}${more} ${shortStatus(scene, first)}`,
      ...reasonLines(scene, first, `${indent}  `),
    ];
  });
}

function shortStatus({ forecasts }: Scene, id: string): string {
  const status = forecasts.get(id)?.status;
  return status === 'cached' ? 'changed, and is cached' : status === 'run' ? 'runs' : 'may run';
}
