import { groupBy } from '../../algorithms/group-by.js';
import { canonicalJson } from '../../formats/canonical-json.js';
import type { Shape } from '../../networks/layer.js';
import { withDefaultNames } from '../../networks/layer-names.js';
import { parameterSpecs } from '../../networks/parameters.js';
import { inferShapes } from '../../networks/shapes.js';
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

const MOST_GROUPS = 4;

/** What two models share besides what they learn from must be named, since it makes them alike. */
export function sharedInits({ config: { models }, facts }: Known): Warning[] {
  const different = [...new Map(models.map((model) => [meaningOf(model), model])).values()];
  const sharing = groupsOf(different, ({ init }) => String(init))
    .map((group) => withSharedWeights(group, facts.inputShape))
    .filter(({ length }) => length > 0);
  if (sharing.length === 0) return [];
  const shown = sharing.slice(0, MOST_GROUPS);
  const groups = shown.map((group) => `${listed(group.map(({ name }) => name))} (init ${group[0].init})`);
  if (shown.length < sharing.length) groups.push(`and ${sharing.length - shown.length} more`);
  return [
    {
      code: 'shared-init',
      message: `models with the same init and layers of the same shape start from the same weights, and part of their agreement comes from that: ${groups.join('; ')}`,
      hint: 'give each an `init` of its own where what they have learnt is to be compared',
      path: ['models', sharing[0][1].name, 'init'],
      models: sharing.flatMap((group) => group.map(({ name }) => name)),
    },
  ];
}

/** Of models with the same init, those with a kernel that another one starts from too. */
function withSharedWeights(models: readonly ModelConfig[], inputShape: Shape): ModelConfig[] {
  const startsOf = new Map(models.map((model) => [model, firstKernels(model, inputShape)]));
  return models.filter((model) =>
    models.some(
      (other) => other !== model && startsOf.get(other)?.some((start) => startsOf.get(model)?.includes(start)),
    ),
  );
}

/** What decides the initial values of each kernel besides seed and init. */
function firstKernels({ layers }: ModelConfig, inputShape: Shape): string[] {
  const placed = inferShapes(inputShape, layers);
  if ('message' in placed) return [];
  return parameterSpecs(placed).flatMap(({ role, shape, initial }, index) =>
    role === 'kernel' ? [JSON.stringify([index, shape, initial])] : [],
  );
}

/** Models with the same value, where there are several. */
function groupsOf(models: readonly ModelConfig[], nameOf: (model: ModelConfig) => string): ModelConfig[][] {
  return [...groupBy(models, nameOf).values()].filter(({ length }) => length > 1);
}

/** All that decides what a model learns. */
function meaningOf({ name: _, architecture: __, layers, ...rest }: ModelConfig): string {
  return canonicalJson({ ...rest, layers: withDefaultNames(layers) });
}
