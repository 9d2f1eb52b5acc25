import { checkCapture, checkCluster, checkReduce } from './check-analysis.js';
import { checkArchitectures } from './check-architectures.js';
import { checkEngines } from './check-engines.js';
import { checkRun } from './check-run.js';
import { checkAugmentation, checkSamples } from './check-samples.js';
import { checkSize } from './check-size.js';
import { type Complaint, duplicates, located } from './complaint.js';
import type { Problem } from './diagnostics.js';
import type { Draft } from './draft.js';
import { anyOfWords, didYouMean, quote } from './words.js';

/** What the schema cannot see: whether the parts of an experiment fit each other and the dataset. */
export function check(draft: Draft): Problem[] {
  const complaints = [
    ...(draft.factsProblem ? [draft.factsProblem] : []),
    ...checkSamples(draft),
    ...checkAugmentation(draft),
    ...checkArchitectures(draft),
    ...checkModels(draft),
    ...checkEngines(draft),
    ...checkCapture(draft),
    ...checkReduce(draft),
    ...checkCluster(draft),
    ...checkCompare(draft),
    ...checkRun(draft),
    ...checkSize(draft),
  ];
  return complaints.map((complaint) => located(complaint, draft.tree));
}

function checkModels({ models, architectures }: Draft): Complaint[] {
  const known = architectures.map(({ name }) => name);
  if (known.length === 0) return [];
  return models.flatMap(({ name, asks, architecture }): Complaint[] => {
    if (asks === undefined || architecture !== undefined) return [];
    const hint = didYouMean(asks, known);
    const message = `there is no architecture ${quote(asks)}`;
    const path = ['models', name, 'architecture'];
    return [{ code: 'unknown-architecture', message, expected: anyOfWords(known), ...(hint && { hint }), path }];
  });
}

function checkCompare({ compare }: Draft): Complaint[] {
  return [
    ...duplicates(['compare', 'measures'], compare?.measures),
    ...duplicates(['compare', 'across'], compare?.across),
  ];
}
