import fc from 'fast-check';

/** The parts of a small experiment that an edit may change. */
export interface Draft {
  readonly comment: string;
  readonly seed: number;
  readonly probe: number;
  readonly models: readonly Model[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly layers: readonly string[];
  readonly captured: readonly number[];
  readonly reducers: readonly string[];
  readonly clusterers: readonly Clusterer[];
  readonly measures: readonly string[];
  readonly across: readonly string[];
  /** By how many places the sections of the file are rotated. */
  readonly rotated: number;
  readonly defaultsWritten: boolean;
}

interface Model {
  readonly name: string;
  readonly architecture: 'plain' | 'convolution';
  readonly init: number;
  readonly optimizer: 'sgd' | 'momentum' | 'adam';
  readonly learningRate: number;
}

interface Clusterer {
  readonly k: number;
  readonly restarts: number;
}

/** An edit of the experiment, by its name in EDITS; `which` picks the model, reducer and so on. */
export interface Edit {
  readonly edit: string;
  readonly which: number;
}

const model = fc.record<Model>({
  name: fc.constant(''),
  architecture: fc.constantFrom('plain', 'convolution'),
  init: fc.integer({ min: 0, max: 1 }),
  optimizer: fc.constantFrom('sgd', 'momentum', 'adam'),
  learningRate: fc.constantFrom(0.01, 0.001),
});

const REDUCERS = ['pca: { components: 3 }', 'pca: { components: 2, whiten: true }'];
const MEASURES = ['rand', 'adjustedRand'];
const LAYERS = ['hidden', 'logits'];
const someOf = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });

export const drafts: fc.Arbitrary<Draft> = fc
  .record({
    comment: fc.constant('first'),
    seed: fc.constant(7),
    probe: fc.constantFrom(15, 30),
    models: fc.oneof(
      fc.array(model, { minLength: 1, maxLength: 2 }),
      model.map((one) => [one, one]),
    ),
    epochs: fc.integer({ min: 1, max: 2 }),
    batchSize: fc.constantFrom(10, 30),
    layers: someOf(LAYERS),
    captured: fc.constant([1]),
    reducers: someOf(REDUCERS),
    clusterers: someOf([
      { k: 3, restarts: 1 },
      { k: 5, restarts: 2 },
    ]),
    measures: someOf(MEASURES),
    across: fc.shuffledSubarray(['models', 'layers'], { minLength: 1 }),
    rotated: fc.constant(0),
    defaultsWritten: fc.boolean(),
  })
  .map((draft) => ({ ...draft, models: draft.models.map((one, index) => ({ ...one, name: `M${index}` })) }));

const EDITS: Readonly<Record<string, (draft: Draft, which: number) => Draft>> = {
  'a comment': (draft, which) => ({ ...draft, comment: `comment ${which}` }),
  'another order of keys': (draft, which) => ({ ...draft, rotated: draft.rotated + which + 1 }),
  'defaults written out or left out': (draft) => ({ ...draft, defaultsWritten: !draft.defaultsWritten }),
  'another seed': (draft) => ({ ...draft, seed: draft.seed + 1 }),
  'another probe': (draft) => ({ ...draft, probe: 45 - draft.probe }),
  'another order of models': (draft) => ({ ...draft, models: draft.models.toReversed() }),
  'a model renamed': (draft, which) => withModel(draft, which, (one) => ({ name: `${one.name}x` })),
  'another learning rate': (draft, which) => withModel(draft, which, (one) => ({ learningRate: one.learningRate / 2 })),
  'another init': (draft, which) => withModel(draft, which, (one) => ({ init: 1 - one.init })),
  'a model with a twin': (draft, which) => {
    const twin = { ...draft.models[which % draft.models.length], name: `Twin${draft.models.length}` };
    return { ...draft, models: [...draft.models.filter(({ name }) => name !== twin.name), twin] };
  },
  'an epoch more': (draft, which) => {
    const epochs = draft.epochs + 1;
    return { ...draft, epochs, captured: which % 2 === 0 ? draft.captured : [...draft.captured, epochs] };
  },
  'another captured epoch': (draft) => ({ ...draft, captured: [draft.epochs] }),
  'other layers': (draft, which) => ({ ...draft, layers: toggled(LAYERS, draft.layers, which) }),
  'other reducers': (draft, which) => ({ ...draft, reducers: toggled(REDUCERS, draft.reducers, which) }),
  'another k': (draft, which) => ({
    ...draft,
    clusterers: draft.clusterers.map((one, index) =>
      index === which % draft.clusterers.length ? { ...one, k: one.k + 1 } : one,
    ),
  }),
  'other measures': (draft, which) => ({ ...draft, measures: toggled(MEASURES, draft.measures, which) }),
};

export const edits: fc.Arbitrary<Edit> = fc.record({
  edit: fc.constantFrom(...Object.keys(EDITS)),
  which: fc.integer({ min: 0, max: 3 }),
});

export function edited(draft: Draft, { edit, which }: Edit): Draft {
  return EDITS[edit](draft, which);
}

function withModel(draft: Draft, which: number, change: (model: Model) => Partial<Model>): Draft {
  const models = draft.models.map((one, index) =>
    index === which % draft.models.length ? { ...one, ...change(one) } : one,
  );
  return { ...draft, models };
}

/** With one of all values added or taken away, but never none left. */
function toggled(all: readonly string[], chosen: readonly string[], which: number): readonly string[] {
  const value = all[which % all.length];
  const others = chosen.filter((one) => one !== value);
  if (others.length === chosen.length) return [...chosen, value];
  return others.length === 0 ? chosen : others;
}

/** The draft as an experiment file. */
export function textOf(draft: Draft): string {
  const { seed, probe, epochs, batchSize, layers, captured, measures, across } = draft;
  const sections = [
    'version: 1\n',
    'name: random\n',
    `seed: ${seed}\n`,
    'dataset: { use: { csv: { file: data.csv, label: kind, test: 0.5 } } }\n',
    `probe: { split: test, size: ${probe} }\n`,
    ARCHITECTURES,
    `models:\n${draft.models.map(modelLine).join('')}`,
    `train: { epochs: ${epochs}, batchSize: ${batchSize} }\n`,
    `capture: { layers: [${layers.join(', ')}], epochs: [${captured.join(', ')}] }\n`,
    `reduce: [${draft.reducers.join(', ')}]\n`,
    `cluster: [${draft.clusterers.map((one) => clustererText(one, draft)).join(', ')}]\n`,
    `compare: { measures: [${measures.join(', ')}], across: [${across.join(', ')}] }\n`,
  ];
  const first = draft.rotated % sections.length;
  return `# ${draft.comment}\n${[...sections.slice(first), ...sections.slice(0, first)].join('')}`;
}

/** Sixty samples of three classes that overlap. */
export function tableText(): string {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const values = [7, 8, 9].map((step, column) => ((index * step * 31) % 100) / 50 + (column === index % 3 ? 2 : 0));
    return [...values, 'abc'[index % 3]].join(',');
  });
  return ['x,y,z,kind', ...rows, ''].join('\n');
}

const ARCHITECTURES = `architectures:
  plain:
    - flatten
    - dense: { name: hidden, units: 8, activation: relu }
    - dense: { name: logits, units: 3 }
  convolution:
    - conv2d: { name: window, filters: 2, kernelSize: 1, activation: relu }
    - flatten
    - dense: { name: hidden, units: 8, activation: relu }
    - dense: { name: logits, units: 3 }
`;

function modelLine({ name, architecture, init, optimizer, learningRate }: Model): string {
  return `  ${name}: { architecture: ${architecture}, init: ${init}, optimizer: { ${optimizer}: { learningRate: ${learningRate} } } }\n`;
}

function clustererText({ k, restarts }: Clusterer, { defaultsWritten }: Draft): string {
  return `kmeans: { k: ${k}, restarts: ${restarts}${defaultsWritten ? ', maxIterations: 300' : ''} }`;
}
