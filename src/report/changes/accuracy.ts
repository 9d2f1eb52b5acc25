import { type Changes, changesOf, type Pair } from './changes.js';
import { rowsOf } from './rows.js';

/** Accuracy on the test split, 0..1. */
export interface AccuracyChange extends Pair<number> {
  readonly model: string;
  readonly epoch: number;
}

type Score = Pick<AccuracyChange, 'model' | 'epoch'> & { readonly accuracy: number };

/** Of two files `models.csv`. */
export function accuracyChanges(before: string, after: string): Changes<AccuracyChange> {
  const [scoresBefore, scoresAfter] = [scoresOf(before), scoresOf(after)];
  return changesOf(scoresBefore.keys(), scoresAfter.keys(), (id) => {
    const [old, now] = [scoresBefore.get(id), scoresAfter.get(id)];
    if (old?.accuracy === now?.accuracy) return undefined;
    const { model, epoch } = (old ?? now) as Score;
    return { model, epoch, before: old?.accuracy, after: now?.accuracy };
  });
}

function scoresOf(file: string): Map<string, Score> {
  const scores = new Map<string, Score>();
  for (const [model, epoch, accuracy] of rowsOf(file, ['model', 'epoch', 'accuracy']))
    scores.set(`${model}@${epoch}`, { model, epoch: Number(epoch), accuracy: Number(accuracy) });
  return scores;
}
