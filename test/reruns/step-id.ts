/** The parts of a step's id by their meaning. */
export interface StepId {
  readonly id: string;
  readonly stage: string;
  readonly model?: string;
  readonly epoch?: number;
  readonly layer?: string;
  readonly reducer?: string;
  readonly clusterer?: string;
  readonly across?: string;
  readonly measure?: string;
}

export function stepId(id: string): StepId {
  const [stage, ...parts] = id.split(/[/@]/);
  if (stage === 'kindred') {
    const [reducer, clusterer, , measure] = parts;
    return { id, stage, reducer, clusterer, measure };
  }
  if (stage === 'figure') {
    const [, reducer, clusterer, , measure] = parts;
    return { id, stage, reducer, clusterer, measure };
  }
  if (stage !== 'compare') {
    const [model, epoch, layer, reducer, clusterer] = parts;
    return { id, stage, model, epoch: Number(epoch), layer, reducer, clusterer };
  }
  const [across, of, epoch, reducer, clusterer, , measure] = parts;
  const place = across === 'models' ? { layer: of } : { model: of };
  return { id, stage, across, ...place, epoch: Number(epoch), reducer, clusterer, measure };
}
