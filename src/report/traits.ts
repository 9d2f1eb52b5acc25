import type { ModelConfig } from '../language/config.js';

export type TraitValue = string | number | boolean | null;

/** What the models of an experiment differ in: fields by their paths in a decided model, and each model's values of them. */
export interface Traits {
  readonly fields: readonly string[];
  /** In the order of the fields; null where the model has no such field. */
  readonly models: readonly { readonly model: string; readonly values: readonly TraitValue[] }[];
}

/** A model whose engine is the one that it gets, whatever the experiment says of it. */
type Decided = Omit<ModelConfig, 'engine'> & { readonly engine: string };

/** Layers are told by the architecture's name alone. A choice is its name, and its parameters are fields below it. */
export function traitsOf(models: readonly Decided[]): Traits {
  const decided = models.map(({ name, layers: _, ...fields }) => ({ name, fields: new Map(leavesOf('', fields)) }));
  const all = [...new Set(decided.flatMap(({ fields }) => [...fields.keys()]))];
  const fields = all.filter((field) => new Set(decided.map((model) => model.fields.get(field))).size > 1);
  return {
    fields,
    models: decided.map((model) => ({
      model: model.name,
      values: fields.map((field) => model.fields.get(field) ?? null),
    })),
  };
}

function leavesOf(path: string, value: unknown): [field: string, value: TraitValue][] {
  if (typeof value !== 'object' || value === null) return [[path, value as TraitValue]];
  return Object.entries(value).flatMap(([name, part]) => {
    const below = path === '' ? name : `${path}.${name}`;
    return leavesOf(name === 'type' ? path : below, part);
  });
}

export function traitLookup({ models }: Traits): (model: string) => readonly TraitValue[] {
  const values = new Map(models.map((one) => [one.model, one.values]));
  return (model) => values.get(model) ?? [];
}

/** The same with numbers for values, by their first model: all that it takes to say which models are alike. */
export function withoutValues({ fields, models }: Traits): Traits {
  const firsts = fields.map(
    (_, field) => new Map(models.toReversed().map(({ values }, at) => [values[field], models.length - 1 - at])),
  );
  return {
    fields,
    models: models.map(({ model, values }) => ({
      model,
      values: values.map((value, field) => firsts[field].get(value) ?? null),
    })),
  };
}
