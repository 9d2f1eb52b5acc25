import type { Known } from './known.js';
import type { Warning } from './warning.js';

const ENOUGH_OF_A_CLASS = 10;

export function fewProbeSamples({ config: { probe }, facts }: Known): Warning[] {
  const ofEach = Math.floor(probe.size / facts.classNames.length);
  if (ofEach >= ENOUGH_OF_A_CLASS) return [];
  const message = `the probe has ${ofEach} ${ofEach === 1 ? 'sample' : 'samples'} of each class: a single one moves every value of agreement`;
  const hint = `a probe of ${ENOUGH_OF_A_CLASS * facts.classNames.length} samples or more has ${ENOUGH_OF_A_CLASS} of each`;
  return [{ code: 'few-probe-samples', message, hint, path: ['probe', 'size'] }];
}
