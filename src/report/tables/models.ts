import type { Table } from './table.js';

/** One row per model and epoch. */
export const models: Table = {
  name: 'models',
  columns: ['model', 'epoch', 'loss', 'accuracy', 'trainLoss', 'trainAccuracy'],
  needs: ({ scores }) => ({ scores }),
  rows: ({ scores }) =>
    scores.map(({ model, epoch, loss, accuracy, trainLoss, trainAccuracy }) => {
      return [model, epoch, loss, accuracy, trainLoss, trainAccuracy];
    }),
};
