import type { StepId } from './step-id.js';

/** Whether a step must run. */
export type Must = (step: StepId) => boolean;

export const nothing: Must = () => false;
export const everything: Must = () => true;
/** Warnings and the page, which hold the whole experiment. */
export const page: Must = ({ stage }) => stage === 'warnings' || stage === 'page';
export const shown: Must = (step) => page(step) || step.stage === 'table' || step.stage === 'figure';

const OF_SCORES = ['table/models', 'figure/loss', 'figure/accuracy'];

const OF_CLUSTERS = ['table/clusters', 'table/assignments'];

/** Tables and figures of what is compared. */
export const compared: Must = (step) => shown(step) && ![...OF_SCORES, ...OF_CLUSTERS].includes(step.id);
/** The same, and those of clusters. */
export const clustered: Must = (step) => shown(step) && !OF_SCORES.includes(step.id);
/** Figures whose rows are models, with what their architectures are called. */
export const layerFigures: Must = ({ id }) => id.startsWith('figure/layers/');
/** What shows a score of every epoch, or of the last. */
export const scored: Must = (step) =>
  page(step) || [...OF_SCORES, 'table/groups'].includes(step.id) || step.id.startsWith('figure/tree/');

/** The page, and tables that say what models differ in. */
export const told: Must = (step) => page(step) || ['table/models', 'table/similarity'].includes(step.id);

/** Tables that list clusters and what is compared, in the experiment's order. */
export const inOrder: Must = (step) =>
  page(step) || ['table/similarity', ...OF_CLUSTERS, 'table/groups'].includes(step.id);
/** Tables that name classes. */
export const classed: Must = ({ id }) => OF_CLUSTERS.includes(id);
export const kindred: Must = (step) => step.stage === 'kindred' || shown(step);

/** All steps of these stages. */
export const stages =
  (...names: readonly string[]): Must =>
  ({ stage }) =>
    names.includes(stage);

const also =
  (after: Must, ...names: readonly string[]): Must =>
  (step) =>
    names.includes(step.stage) || after(step);

export const comparison = also(compared, 'compare', 'kindred');
export const clustering = also(clustered, 'cluster', 'label', 'compare', 'kindred');
export const reduction = also(clustering, 'reduce');
export const captures = also(reduction, 'capture');
export const probing = also(captures, 'probe');

/** These models from one epoch on, and all that is compared with them. */
export function training(models: readonly string[], from = 1): Must {
  return (step) => {
    const { stage, model = '', epoch = 0, across } = step;
    if (stage === 'dataset' || stage === 'probe') return false;
    return kindred(step) || (epoch >= from && (models.includes(model) || across === 'models'));
  };
}

export const only =
  (id: string): Must =>
  (step) =>
    step.id === id;

export const either =
  (...musts: readonly Must[]): Must =>
  (step) =>
    musts.some((must) => must(step));
