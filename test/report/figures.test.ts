import { describe, expect, test } from 'vitest';
import type { FigureSpec } from '../../src/report/figures/figure-spec.js';
import { renderFigure } from '../../src/report/render.js';
import type { Results } from '../../src/report/results.js';
import { figureSpecs } from './drawn.js';
import { fixture } from './fixture.js';

const twenty = Array.from({ length: 20 }, (_, index) => `model-${index}`);
const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const hundred = Array.from({ length: 100 }, (_, index) => `model-${index}`);

async function figure(results: Results, name: string): Promise<FigureSpec> {
  const found = (await figureSpecs(results)).find((spec) => spec.name === name);
  if (found === undefined) throw new Error(`no figure ${name}`);
  return found;
}

describe('figures', () => {
  test('are named by what they show, raw clusters and the adjusted Rand index first', async () => {
    expect((await figureSpecs(fixture())).map(({ name }) => name)).toEqual([
      ...['tree', 'figure1', 'figure2'].flatMap((kind) =>
        ['clusters-adjustedRand', 'clusters-rand', 'labels-adjustedRand', 'labels-rand'].map((it) => `${kind}-${it}`),
      ),
      'loss',
      'accuracy',
    ]);
  });

  test('say the reducer where there are several, in names that any file system takes', async () => {
    const results = fixture({ reducers: ['pca', 'pca(components=20)', 'pca/components=20', 'pca-components-20-2'] });
    const names = (await figureSpecs(results)).map((it) => it.name);
    expect(names).toContain('figure1-labels-rand-pca');
    expect(names).toContain('figure1-labels-rand-pca-components-20');
    expect(names).toContain('figure1-labels-rand-pca-components-20-2');
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  test('are plain data: the same results give the same specs', async () => {
    expect(JSON.stringify(await figureSpecs(fixture()))).toBe(JSON.stringify(await figureSpecs(fixture())));
  });

  test('are absent where there is nothing to show', async () => {
    expect(await figureSpecs({ ...fixture(), matrices: [], scores: [], kindred: [] })).toEqual([]);
  });
});

describe('a rendered figure', () => {
  test('figure 1 shows its values, titles, chance level and accuracies', async () => {
    const results = fixture();
    const { svg } = await renderFigure(await figure(results, 'figure1-labels-rand'));
    const matrix = results.matrices.find((it) => it.partition === 'labels' && it.measure === 'rand');
    for (const text of ['Figure 1', 'epoch 10', 'conv2', 'Rand index', 'NN0 80.3%', 'chance 0.8']) {
      expect(svg).toContain(text);
    }
    expect(svg).toContain(`>${matrix?.values[0][1].toFixed(2)}<`);
  });

  test('figure 2 shows models, architectures and accuracies', async () => {
    const { svg } = await renderFigure(await figure(fixture(), 'figure2-clusters-adjustedRand'));
    for (const text of ['Figure 2', '>NN3<', '>wide<', 'accuracy 80.3%', 'chance 0.00', 'adjusted Rand index']) {
      expect(svg).toContain(text);
    }
  });

  test('the tree shows its axis, its groups and the chance height', async () => {
    const { svg } = await renderFigure(await figure(fixture(), 'tree-labels-rand'));
    for (const text of ['sqrt(1 - Rand)', 'group 2', 'NN5', 'chance 0.4', '>0.2<']) expect(svg).toContain(text);
  });

  test('curves show their axes, models and splits', async () => {
    const { svg } = await renderFigure(await figure(fixture(), 'loss'));
    for (const text of [
      'cross-entropy per sample (nat)',
      '>epoch<',
      '>NN4<',
      '>● test<',
      '>◆ train<',
      'stroke-dasharray',
    ]) {
      expect(svg).toContain(text);
    }
  });

  test('curves of many epochs have ticks at round ones, also beside the last', async () => {
    const ticksUpTo = async (last: number) => {
      const [score] = fixture().scores;
      const scores = Array.from({ length: last }, (_, index) => ({ ...score, epoch: index + 1 }));
      return JSON.stringify((await figure({ ...fixture(), scores }, 'loss')).spec).match(/"values":(\[[\d,]+\])/)?.[1];
    };
    expect(await ticksUpTo(3)).toBe('[1,2,3]');
    expect(await ticksUpTo(100)).toBe('[1,10,20,30,40,50,60,70,80,90,100]');
    expect(await ticksUpTo(101)).toBe('[1,10,20,30,40,50,60,70,80,90,101]');
    expect(await ticksUpTo(3000)).toBe('[1,300,600,900,1200,1500,1800,2100,2400,2700,3000]');
  });

  test('has the same bytes every time, and a PNG at twice its size', async () => {
    for (const name of ['figure1-clusters-rand', 'tree-clusters-rand', 'accuracy']) {
      const [first, second] = [
        await renderFigure(await figure(fixture(), name)),
        await renderFigure(await figure(fixture(), name)),
      ];
      expect(second.svg).toBe(first.svg);
      expect(Buffer.compare(second.png, first.png)).toBe(0);
      expect([...first.png.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      const width = Number(/ width="(\d+)"/.exec(first.svg)?.[1]);
      expect(Buffer.from(first.png).readUInt32BE(16)).toBe(2 * width);
    }
  });

  test('shows no minus sign before zero', async () => {
    const results = fixture({ models: ['NN0', 'NN1'], layers: ['fc1'], epochs: [1] });
    const values = [
      [1, -0.001],
      [-0.001, 1],
    ];
    const matrices = results.matrices.map((it) => ({ ...it, values, chance: -0.0001 }));
    const { svg } = await renderFigure(await figure({ ...results, matrices }, 'figure1-labels-adjustedRand'));
    expect(svg).toContain('>0.00<');
    expect(svg).not.toContain('-0.00');
  });

  test('keeps long names apart, and their accuracies in sight', async () => {
    const long = 'a-model-with-a-name-that-does-not-fit-anywhere-';
    const results = fixture({ models: [`${long}1`, `${long}2`], layers: ['fc1'], epochs: [1] });
    const { svg } = await renderFigure(await figure(results, 'figure1-labels-rand'));
    expect(svg).toMatch(/>a-model[^<]*…[^<]*-1 80.3%</);
    expect(svg).toMatch(/>a-model[^<]*…[^<]*-2 80.0%</);
    const curves = JSON.stringify((await figure(results, 'loss')).spec);
    for (const end of ['1', '2']) expect(curves).toMatch(new RegExp(`"a-model[^"]*…[^"]*-${end}"`));
  });

  test('is never wider nor higher than 4000 pixels', async () => {
    const wide = fixture({ models: twenty, layers: ['fc1'], epochs: [1, 2, 3, 4, 5] });
    const high = fixture({ models: hundred, layers: ['fc1', 'fc2', 'fc3', 'fc4', 'fc5', 'fc6'], epochs: [1] });
    for (const results of [wide, high]) {
      const some = (await figureSpecs(results)).filter(({ name }) => /^(figure1|tree)-labels-rand/.test(name));
      for (const spec of some) {
        const png = Buffer.from((await renderFigure(spec)).png);
        expect(Math.max(png.readUInt32BE(16), png.readUInt32BE(20))).toBeLessThanOrEqual(4000);
      }
    }
  });

  test('of many models has one image a panel, names where there is room, and no numbers', async () => {
    const results = fixture({ models: hundred, layers: ['fc1', 'fc2'], epochs: [1, 2] });
    const { svg } = await renderFigure(await figure(results, 'figure1-clusters-rand'));
    expect(svg.match(/<image /g)).toHaveLength(4);
    expect(svg).toContain('data:image/png;base64,');
    expect(svg).toContain('>model-0<');
    expect(svg).not.toContain('>model-1<');
    expect(svg.length).toBeLessThan(300_000);
  });

  test('of many models lists them as their tree does', async () => {
    const results = fixture({ models: twenty, layers: ['fc1'], epochs: [1] });
    const { svg } = await renderFigure(await figure(results, 'figure1-clusters-rand'));
    const names = [...svg.matchAll(/>(model-\d+)</g)].map(([, name]) => name);
    // Models 2 and 3 are of another structure, and join last.
    expect(names.slice(-2)).toEqual(['model-2', 'model-3']);
    expect(svg).toContain('models in the order of their tree');
  });

  test('that is too large is in pages, whose colours mean the same', async () => {
    const specs = await figureSpecs(fixture({ models: hundred, layers: ['fc1', 'fc2'], epochs: range(12) }));
    const pages = (prefix: string) => specs.filter(({ name }) => name.startsWith(`${prefix}-clusters-adjustedRand`));
    expect(pages('figure1').map(({ name }) => name.slice(-6))).toEqual(['-page1', '-page2', '-page3']);
    expect(pages('figure2').map(({ title }) => title.slice(0, 62))).toContain(
      'Figure 2. Agreement of the layers of each model, by epoch, page 2 of 5'.slice(0, 62),
    );
    const svgs = await Promise.all(pages('figure1').map(async (spec) => (await renderFigure(spec)).svg));
    const epochs = svgs.map((svg) => [...svg.matchAll(/>epoch (\d+)</g)].map(([, epoch]) => Number(epoch)));
    expect(epochs).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
    for (const svg of svgs) expect(svg).toContain('>0 or less<');
  });

  test('of many curves names those that leave room, and no colour stands for two models', async () => {
    const { svg } = await renderFigure(await figure(fixture({ models: hundred, layers: ['fc1'] }), 'accuracy'));
    const named = svg.match(/>model-\d+</g) ?? [];
    expect(named.length).toBeGreaterThan(2);
    expect(named.length).toBeLessThan(40);
    expect(svg).toContain('last epoch');
  });

  test('keeps names out of its markup', async () => {
    const hostile = '<script>alert("1")</script>';
    for (const spec of await figureSpecs(fixture({ models: [hostile, "NN'1"], layers: ['<b>'], epochs: [1] }))) {
      const { svg } = await renderFigure(spec);
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain('<b>');
    }
  });
});

describe('every figure of', () => {
  const broken = fixture({ models: ['NN0', 'NN1', 'NN2'], layers: ['fc1', 'fc2'], epochs: [1, 2] });
  const cases: Record<string, Results> = {
    'six models': fixture(),
    'one model, layer and epoch': fixture({ models: ['NN0'], layers: ['fc1'], epochs: [1] }),
    'a hundred models': fixture({ models: hundred, layers: ['fc1'], epochs: [1] }),
    'twenty models': fixture({ models: twenty, layers: ['fc1'], epochs: [1] }),
    'long names': fixture({ models: ['a'.repeat(80), 'b'.repeat(80)], layers: ['c'.repeat(80)], epochs: [1] }),
    'no scores': { ...broken, scores: [] },
    'diverged models': { ...broken, scores: broken.scores.map((score) => ({ ...score, loss: NaN, accuracy: NaN })) },
    'missing matrices': { ...broken, matrices: broken.matrices.filter((_, index) => index % 3 !== 0) },
    'constant partitions': {
      ...broken,
      matrices: broken.matrices.map((it) => ({
        ...it,
        values: it.values.map((row) => Array.from(row, () => 1)),
        chance: 1,
      })),
    },
    'undefined values': {
      ...broken,
      matrices: broken.matrices.map((it) => ({
        ...it,
        values: it.values.map((row) => Array.from(row).map(() => NaN)),
        chance: NaN,
      })),
    },
  };
  test.for(Object.entries(cases))('%s is drawn without holes in its numbers', async ([, results]) => {
    for (const spec of await figureSpecs(results)) {
      const { svg } = await renderFigure(spec);
      expect(svg, spec.name).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
