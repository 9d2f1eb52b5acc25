import type { StepId } from './step-id.js';

/** Whether a step must run. */
export type Must = (step: StepId) => boolean;

export const nothing: Must = () => false;
export const everything: Must = () => true;
export const report: Must = ({ stage }) => stage === 'warnings' || stage === 'report';
export const kindred: Must = (step) => step.stage === 'kindred' || report(step);

/** All steps of these stages. */
export const stages =
  (...names: readonly string[]): Must =>
  ({ stage }) =>
    names.includes(stage);

export const comparison = stages('compare', 'kindred', 'warnings', 'report');
export const clustering = stages('cluster', 'label', 'compare', 'kindred', 'warnings', 'report');
export const reduction = stages('reduce', 'cluster', 'label', 'compare', 'kindred', 'warnings', 'report');
export const captures = stages('capture', 'reduce', 'cluster', 'label', 'compare', 'kindred', 'warnings', 'report');
export const probing = stages(
  'probe',
  'capture',
  'reduce',
  'cluster',
  'label',
  'compare',
  'kindred',
  'warnings',
  'report',
);

/** These models from one epoch on, and all that is compared with them. */
export function training(models: readonly string[], from = 1): Must {
  return (step) => {
    const { stage, model = '', epoch = 0, across } = step;
    if (stage === 'dataset' || stage === 'probe') return false;
    return kindred(step) || (epoch >= from && (models.includes(model) || across === 'models'));
  };
}

export const either =
  (...musts: readonly Must[]): Must =>
  (step) =>
    musts.some((must) => must(step));
