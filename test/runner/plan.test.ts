import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../src/engines/catalogue.js';
import type { DatasetFacts } from '../../src/language/dataset-facts.js';
import { readExperiment } from '../../src/language/read.js';
import { planSteps } from '../../src/runner/plan.js';
import type { Step } from '../../src/runner/step.js';
import { type Digest, digestOf, keyOf } from '../../src/store/fingerprint.js';
import { SMALL } from '../stories/rig.js';

const facts: DatasetFacts = {
  inputShape: [28, 28, 1],
  classNames: [...'abcdefghij'],
  train: Array(10).fill(6000),
  test: Array(10).fill(1000),
};
const rules = { adapter: 'fashion-mnist', version: 1, options: {} } as const;

function plan(text: string, digestOfB = 'd'): Step[] {
  const read = readExperiment({ file: 'exp.yaml', text, facts: () => facts, engines: ENGINES });
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const engine = (name: string) => {
    return { name: 'simd' as const, version: '1', digest: name === 'B' ? digestOfB : 'd' };
  };
  const engines = new Map(read.config.models.map(({ name }) => [name, engine(name)]));
  return planSteps(read.config, { dataset: facts, rules, sources: {}, engines, warnings: [], fused: true });
}

/** Keys of all steps if every artifact's content followed from the key of its step: what differs, differs all the way down. */
function keys(steps: readonly Step[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const step of steps) {
    const fingerprint = step.fingerprint((from, name) => digestOf(Buffer.from(`${known.get(from)} ${name}`)) as Digest);
    known.set(step.id, keyOf(fingerprint));
  }
  return known;
}

const ofModels = (text: string) =>
  [...keys(plan(text))].filter(([id]) => /^(train|capture|reduce|cluster|label)\//.test(id));

/** Tables and figures of what is clustered and compared. */
const SHOWS_LAYERS = /^table\/[^m]|^figure\/([^la]|layers)/;

describe('plan', () => {
  const before = keys(plan(SMALL));

  it('every step comes after what it needs, once', () => {
    const seen = new Set<string>();
    for (const { id, needs, after } of plan(SMALL)) {
      expect(seen.has(id)).toBe(false);
      for (const need of [...needs, ...(after === undefined ? [] : [after])])
        expect([id, seen.has(need)]).toEqual([id, true]);
      seen.add(id);
    }
  });

  it('names of models and of the experiment are in no key but the report', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
    fc.assert(
      fc.property(name, fc.uniqueArray(name, { minLength: 2, maxLength: 2 }), (experiment, [a, b]) => {
        const text = SMALL.replace('name: small', `name: ${experiment}`)
          .replace('  A: {', `  ${a}: {`)
          .replace('  B: {', `  ${b}: {`);
        expect(
          ofModels(text)
            .map(([, key]) => key)
            .sort(),
        ).toEqual(
          ofModels(SMALL)
            .map(([, key]) => key)
            .sort(),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('the order of keys changes nothing', () => {
    const lines = SMALL.split('\n');
    const sections = lines.filter((line) => /^(seed|dataset|probe|train|capture|reduce|cluster):/.test(line));
    const rest = lines.filter((line) => !sections.includes(line));
    fc.assert(
      fc.property(fc.shuffledSubarray(sections, { minLength: sections.length }), (shuffled) => {
        expect(keys(plan([...shuffled, ...rest].join('\n')))).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it('names of layers are in no key but the report', () => {
    const renamed = keys(plan(SMALL.replaceAll('conv1', 'window').replaceAll('fc1', 'hidden')));
    const here = (id: string) => id.replaceAll('conv1', 'window').replaceAll('fc1', 'hidden');
    for (const [id, key] of before)
      expect([id, renamed.get(here(id)) !== key]).toEqual([id, /^(warnings|page)/.test(id) || SHOWS_LAYERS.test(id)]);
  });

  it('the order of models is in no key but the report, the order of captured layers in none of a model', () => {
    const [a, b] = SMALL.split('\n').filter((line) => /^ {2}[AB]:/.test(line));
    const swapped = keys(plan(SMALL.replace(`${a}\n${b}`, `${b}\n${a}`)));
    for (const [id, key] of before)
      expect([id, swapped.get(id) !== key]).toEqual([id, /^(warnings|table|figure|page)/.test(id)]);
    const layers = keys(plan(SMALL.replace('[conv1, fc1]', '[fc1, conv1]')));
    const shown = /^(compare\/layers|kindred|warnings|table\/[^m]|figure\/([^la]|layers)|page)/;
    for (const [id, key] of before) expect([id, layers.get(id) !== key]).toEqual([id, shown.test(id)]);
  });

  it('a part that is the whole is no part', () => {
    const whole = keys(plan(SMALL.replace(', train: 500', '')));
    expect(keys(plan(SMALL.replace('train: 500', 'train: 60000'))).get('dataset')).toBe(whole.get('dataset'));
  });

  it('a schedule reaches the epochs whose learning rate it changes, and no earlier ones', () => {
    const scheduled = (rate: string) =>
      keys(plan(SMALL.replace('learningRate: 0.02', `learningRate: ${rate}`).replace('epochs: 2, b', 'epochs: 4, b')));
    const constant = scheduled('0.02');
    const changes: [rate: string, first: number][] = [
      ['{ step: { initial: 0.02, every: 2 } }', 3],
      ['{ step: { initial: 0.02, every: 3, factor: 0.5 } }', 4],
      ['{ step: { initial: 0.02, every: 4 } }', 5],
      ['{ cosine: { initial: 0.02 } }', 2],
      ['{ cosine: { initial: 0.01 } }', 1],
    ];
    for (const [rate, first] of changes) {
      const after = scheduled(rate);
      for (const epoch of [1, 2, 3, 4]) {
        const id = `train/A@${epoch}`;
        expect([rate, id, after.get(id) !== constant.get(id)]).toEqual([rate, id, epoch >= first]);
      }
    }
  });

  it('epochs and captured epochs are no part of what an epoch makes', () => {
    const longer = keys(
      plan(SMALL.replace('epochs: 2, batch', 'epochs: 5, batch').replace('epochs: [1, 2]', 'epochs: [2, 5]')),
    );
    for (const id of ['train/A@1', 'train/B@2', 'capture/A@2', 'cluster/B@2/fc1/pca/kmeans'])
      expect(longer.get(id)).toBe(before.get(id));
  });

  it("a model's engine reaches the keys of what it trains and captures, and no others", () => {
    const after = keys(plan(SMALL, 'another'));
    const changed =
      /^(train|capture|reduce|cluster|label)\/B|^compare\/(models|layers\/B)|^kindred|^warnings|^table|^figure|^page/;
    for (const [id, key] of before) expect([id, after.get(id) !== key]).toEqual([id, changed.test(id)]);
  });

  it('what means something reaches the keys that depend on it, and no others', () => {
    const edits: [from: string, to: string, changed: RegExp][] = [
      ['seed: 7', 'seed: 8', /./],
      ['train: 500', 'train: 600', /./],
      ['size: 100', 'size: 200', /^(?!dataset$|train\/|table\/models|figure\/(loss|accuracy))/],
      ['batchSize: 50', 'batchSize: 25', /^(?!dataset$|probe$)/],
      [
        'momentum: 0.9',
        'momentum: 0.8',
        /^(train|capture|reduce|cluster|label)\/A|^compare\/(models|layers\/A)|^kindred|^warnings|^table|^figure|^page/,
      ],
      [
        'components: 8',
        'components: 7',
        /^(reduce|cluster|label|compare|kindred|warnings|page)|^table\/[^m]|^figure\/([^la]|layers)/,
      ],
      [
        'restarts: 2',
        'restarts: 3',
        /^(cluster|label|compare|kindred|warnings|page)|^table\/[^m]|^figure\/([^la]|layers)/,
      ],
    ];
    for (const [from, to, changed] of edits) {
      const after = keys(plan(SMALL.replace(from, to)));
      for (const [id, key] of before) expect([to, id, after.get(id) !== key]).toEqual([to, id, changed.test(id)]);
    }
  });
});
