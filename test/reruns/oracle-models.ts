import fc from 'fast-check';
import { BASE, type Path } from './base.js';
import { shown, told, training } from './must.js';
import { edit, edits, type FieldOracle, field, type Oracle } from './oracle.js';

const SGD = training(['Sgd']);
const share = fc.double({ min: 0.01, max: 0.7, noNaN: true });
const small = fc.double({ min: 1e-9, max: 1e-4, noNaN: true });
const rate = fc.double({ min: 1e-4, max: 1, noNaN: true });

const optimizer = (model: string): Path => ['models', model, 'optimizer'];
const params = (model: string, name: string, param: string): Path => [...optimizer(model), name, param];
const schedule = (model: string, use: string, param: string): Path => [
  ...params(model, 'sgd', 'learningRate'),
  use,
  param,
];

/** Another optimizer for the first model. */
function chosen(path: Path, choice: unknown): FieldOracle {
  return edits(edit(path, choice, SGD));
}

const Another: Path = ['models', 'Another'];

/** Fields of models, optimizers and schedules. */
export const MODEL_ORACLES: Readonly<Record<string, Oracle>> = {
  'model.architecture': field(['models', 'Sgd', 'architecture'], ['separable', 'plain'], SGD),
  'model.init': field(['models', 'Sgd', 'init'], fc.nat(), SGD),
  'model.engine': field(['models', 'Sgd', 'engine'], ['auto', 'simd', 'tfjs-wasm'], SGD, { written: 'simd' }),
  'model.optimizer': chosen(optimizer('Sgd'), 'adam'),
  'model.optimizer.sgd': edits(edit(optimizer('Adam'), { sgd: {} }, training(['Adam']))),
  'model.optimizer.momentum': chosen(optimizer('Sgd'), { momentum: { learningRate: 0.05 } }),
  'model.optimizer.rmsprop': chosen(optimizer('Sgd'), { rmsprop: { learningRate: 0.05 } }),
  'model.optimizer.adam': chosen(optimizer('Sgd'), { adam: { learningRate: 0.05 } }),

  'model.matrix': edits(
    edit(['models', 'Sgd', 'matrix'], { init: [1] }, shown),
    edit(['models', 'Sgd', 'matrix'], { 'optimizer.sgd.learningRate': { fast: 0.5 } }, training(['Sgd-fast'])),
    edit(['models', 'Sgd', 'matrix'], { init: [1, 9] }, training(['Sgd-i9'])),
  ),

  models: edits(
    edit(Another, { architecture: 'plain', init: 9, optimizer: 'sgd' }, training(['Another'])),
    edit(['models', 'Adam'], undefined, training([])),
    edit(['models'], renamed(['Adam', 'Other']), shown),
    edit(['models'], reversed(), shown),
  ),

  'sgd.learningRate': field(params('Sgd', 'sgd', 'learningRate'), rate, SGD),
  'sgd.weightDecay': field(params('Sgd', 'sgd', 'weightDecay'), share, SGD),
  'momentum.learningRate': field(params('Momentum', 'momentum', 'learningRate'), rate, training(['Momentum'])),
  'momentum.momentum': field(params('Momentum', 'momentum', 'momentum'), share, training(['Momentum'])),
  'momentum.weightDecay': field(params('Momentum', 'momentum', 'weightDecay'), share, training(['Momentum'])),
  'rmsprop.learningRate': field(params('Rmsprop', 'rmsprop', 'learningRate'), rate, training(['Rmsprop'])),
  'rmsprop.decay': field(params('Rmsprop', 'rmsprop', 'decay'), share, training(['Rmsprop'])),
  'rmsprop.momentum': field(params('Rmsprop', 'rmsprop', 'momentum'), share, training(['Rmsprop'])),
  'rmsprop.epsilon': field(params('Rmsprop', 'rmsprop', 'epsilon'), small, training(['Rmsprop'])),
  'rmsprop.weightDecay': field(params('Rmsprop', 'rmsprop', 'weightDecay'), share, training(['Rmsprop'])),
  'adam.learningRate': field(params('Adam', 'adam', 'learningRate'), rate, training(['Adam'])),
  'adam.beta1': field(params('Adam', 'adam', 'beta1'), share, training(['Adam'])),
  'adam.beta2': field(params('Adam', 'adam', 'beta2'), share, training(['Adam'])),
  'adam.epsilon': field(params('Adam', 'adam', 'epsilon'), small, training(['Adam'])),
  'adam.weightDecay': field(params('Adam', 'adam', 'weightDecay'), share, training(['Adam'])),

  // A schedule is what it does: epochs with the same rates up to them are the same.
  'learningRate.step': edits(
    edit(params('Sgd', 'sgd', 'learningRate'), { step: { initial: 0.05, every: 2 } }, training(['Sgd'], 3)),
    edit(params('Sgd', 'sgd', 'learningRate'), { step: { initial: 0.05, every: 3 } }, told),
  ),
  'learningRate.cosine': edits(
    edit(params('Sgd', 'sgd', 'learningRate'), { cosine: { initial: 0.05 } }, training(['Sgd'], 2)),
  ),
  'stepSchedule.initial': field(schedule('Step', 'step', 'initial'), rate, training(['Step'])),
  'stepSchedule.factor': field(schedule('Step', 'step', 'factor'), share, training(['Step'], 2)),
  'stepSchedule.every': field(schedule('Step', 'step', 'every'), fc.integer({ min: 2, max: 9 }), training(['Step'], 2)),
  'cosineSchedule.initial': field(schedule('Cosine', 'cosine', 'initial'), rate, training(['Cosine'])),
  'cosineSchedule.final': field(
    schedule('Cosine', 'cosine', 'final'),
    fc.double({ min: 0.011, max: 0.04, noNaN: true }),
    training(['Cosine'], 2),
  ),
  'cosineSchedule.epochs': field(
    schedule('Cosine', 'cosine', 'epochs'),
    fc.integer({ min: 5, max: 90 }),
    training(['Cosine'], 2),
    { written: 3 },
  ),
};

function renamed([from, to]: readonly [string, string]): unknown {
  return Object.fromEntries(
    Object.entries(BASE['models'] as object).map(([name, model]) => [name === from ? to : name, model]),
  );
}

function reversed(): unknown {
  return Object.fromEntries(Object.entries(BASE['models'] as object).toReversed());
}
