import { groupBy } from '../../algorithms/group-by.js';
import { canonicalJson } from '../../formats/canonical-json.js';
import { withDefaultNames } from '../../networks/layer-names.js';
import type { ModelConfig } from '../config.js';
import type { Known } from './known.js';
import { listed, type Warning } from './warning.js';

/** From so many on, a split into two groups can be so rare by chance that fewer than one in twenty has it. */
const ENOUGH_MODELS = 7;
/** Of fewer models, how many splits into two groups of the same sizes there are, at the best sizes. */
const SPLITS: Readonly<Record<number, number>> = { 3: 3, 4: 4, 5: 10, 6: 15 };

export function fewModels({ config: { models, compare } }: Known): Warning[] {
  const count = models.length;
  if (count >= ENOUGH_MODELS || !compare.across.includes('models')) return [];
  const path = ['models'];
  if (count === 1) return [{ code: 'few-models', message: 'there is one model, and none to compare it with', path }];
  const message =
    count === 2
      ? 'two models have one value of agreement, and nothing to compare it with'
      : `${count} models are too few to speak of groups: chance alone gives any split at least once in ${SPLITS[count]} cases`;
  const hint = `have ${ENOUGH_MODELS} models or more, such as other inits of each`;
  return [{ code: 'few-models', message, hint, path }];
}

export function identicalModels({ config: { models } }: Known): Warning[] {
  return groupsOf(models, meaningOf).map((group) => {
    const names = group.map(({ name }) => name);
    const message = `${listed(names)} are the same network, trained in the same way: they agree wholly, whatever they learn`;
    return {
      code: 'identical-models',
      message,
      hint: 'give each another `init`, or leave all but one out',
      path: ['models', names[1]],
      models: names,
    };
  });
}

/** What two models share besides what they learn from must be named, since it makes them alike. */
export function sharedInits({ config: { models } }: Known): Warning[] {
  const different = [...new Map(models.map((model) => [meaningOf(model), model])).values()];
  return groupsOf(different, ({ init }) => String(init)).map((group) => {
    const names = group.map(({ name }) => name);
    const shared = 'the order of samples, and the first weights of layers with the same shape';
    return {
      code: 'shared-init',
      message: `${listed(names)} have the same init, ${group[0].init}, and so the same random numbers: ${shared}; part of their agreement comes from that`,
      hint: 'give each another `init` where what they have learnt is to be compared',
      path: ['models', names[1], 'init'],
      models: names,
    };
  });
}

/** Models with the same value, where there are several. */
function groupsOf(models: readonly ModelConfig[], nameOf: (model: ModelConfig) => string): ModelConfig[][] {
  return [...groupBy(models, nameOf).values()].filter(({ length }) => length > 1);
}

/** All that decides what a model learns. */
function meaningOf({ name: _, architecture: __, layers, ...rest }: ModelConfig): string {
  return canonicalJson({ ...rest, layers: withDefaultNames(layers) });
}
