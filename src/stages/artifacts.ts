import type { Fingerprint } from '../store/fingerprint.js';
import { CAPTION } from './caption.js';
import type { StageName } from './stage.js';

/** Names of what a stage makes, `*` for one or more characters; where the parameters decide them, a function. */
type Made = readonly string[] | ((params: Fingerprint['params']) => readonly string[]);

/**
 * What every stage of today's version makes: no less, and nothing else but what a name with `*` allows. A manifest that says
 * otherwise is not believed. Whoever changes a stage's line raises its version too.
 */
const MADE: Readonly<Record<StageName, Made>> = {
  dataset: [...split('train-'), ...split('test-'), 'classes.json'],
  probe: split(''),
  train: ['checkpoint.safetensors', 'score.json'],
  capture: ({ layers }) => [...(Array.isArray(layers) ? layers.map((layer) => `${layer}.npy`) : []), 'layers.json'],
  reduce: ['scores.npy', 'fitted.json'],
  cluster: ['assignments.npy', 'centroids.npy', 'fitted.json'],
  label: ['labels.npy', 'summary.json'],
  compare: ['matrix.npy', 'chance.json'],
  kindred: ['each.json', 'mean.json'],
  warnings: ['warnings.json'],
  table: ({ table }) => [`${table}.csv`],
  figure: ({ file }) => [`figures/${file}.svg`, `figures/${file}.png`, CAPTION],
  page: ['report.html'],
};

function split(prefix: string): string[] {
  return ['samples', 'labels', 'ids'].map((name) => `${prefix}${name}.npy`);
}

export function isStage(name: string): name is StageName {
  return Object.hasOwn(MADE, name);
}

/** Names of what a stage makes, as far as they are known before it does. */
export function madeNames(stage: StageName, params: Fingerprint['params']): readonly string[] {
  return declaredNames(stage, params).filter((name) => !name.includes('*'));
}

/** The first name that a stage should have made and did not, or made and should not have; undefined where all is as declared. */
export function strayArtifact(
  stage: StageName,
  params: Fingerprint['params'],
  names: readonly string[],
): string | undefined {
  const declared = declaredNames(stage, params);
  const exact = madeNames(stage, params);
  const missing = exact.find((name) => !names.includes(name));
  if (missing !== undefined) return missing;
  const patterns = declared.filter((name) => name.includes('*')).map((name) => name.split('*'));
  const isMade = (name: string) => patterns.some(([start, end]) => isBetween(name, start, end));
  return names.find((name) => !exact.includes(name) && !isMade(name));
}

function declaredNames(stage: StageName, params: Fingerprint['params']): readonly string[] {
  const made = MADE[stage];
  return typeof made === 'function' ? made(params) : made;
}

function isBetween(name: string, start: string, end: string): boolean {
  return name.length > start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
