import { traitLookup } from '../traits.js';
import type { Table } from './table.js';

/** One row per model and epoch, and what the models differ in. */
export const models: Table = {
  name: 'models',
  columns: ['model', 'epoch', 'loss', 'accuracy', 'trainLoss', 'trainAccuracy'],
  more: ({ traits }) => traits.fields,
  needs: ({ scores, traits }) => ({ scores, traits }),
  rows: ({ scores, traits }) => {
    const valuesOf = traitLookup(traits);
    return scores.map(({ model, epoch, loss, accuracy, trainLoss, trainAccuracy }) => {
      const values = valuesOf(model).map((value) =>
        typeof value === 'boolean' ? String(value) : (value ?? undefined),
      );
      return [model, epoch, loss, accuracy, trainLoss, trainAccuracy, ...values];
    });
  },
};
