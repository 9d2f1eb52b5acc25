import { expect, test } from 'vitest';
import { reportHtml } from '../../src/report/html.js';
import { fixture } from './fixture.js';

const hostile = '<script>alert("x")</script>';
const figures = ['tree-labels-rand', 'figure1-labels-rand', 'figure1-clusters-rand', 'figure2-labels-rand', 'loss'].map(
  (name) => ({ name, title: `Title of ${name}`, caption: `Caption of ${name}`, svg: `<svg id="svg-${name}"></svg>` }),
);

test('the report goes from the answer to the evidence to the experiment', () => {
  const html = reportHtml(fixture(), figures, 'version: 1\n');
  const order = [
    '<h1>fashion-mnist-seed</h1>',
    'Which networks are kindred',
    'describe and are no finding',
    '4 together',
    'svg-tree-labels-rand',
    '<th scope="row">NN5</th>',
    'svg-figure1-labels-rand',
    '<details>',
    'svg-figure1-clusters-rand',
    'svg-figure2-labels-rand',
    '<th scope="row">T-shirt/top</th>',
    'svg-loss',
    'Chance is not zero',
    'version: 1',
  ];
  let place = 0;
  for (const text of order) {
    const next = html.indexOf(text, place);
    expect(next, text).toBeGreaterThanOrEqual(place);
    place = next;
  }
});

test('the models table gives architecture, optimizer and last scores', () => {
  const html = reportHtml(fixture(), figures, '');
  expect(html).toContain('<td>wide</td><td>momentum (learningRate 0.01, momentum 0.9)</td>');
  expect(html).toContain('<td class="number">50</td>');
  expect(html).toContain('<td class="number">90.1%</td>');
});

test('the classes table counts the models whose clusters bear the name of the class', () => {
  const results = fixture({ epochs: [1], layers: ['fc1', 'fc2'] });
  const [cluster] = results.clusters;
  const clusters = [
    ...results.clusters,
    { ...cluster, cluster: 1, size: 300, purity: 1 },
    { ...cluster, cluster: 2, label: 'Trouser' },
  ];
  const html = reportHtml({ ...results, clusters }, figures, '');
  const share = (100 * (6 * 75 + 300)) / (6 * 100 + 300);
  expect(html).toContain('<thead><tr><th scope="col">class</th><th scope="col">fc1</th><th scope="col">fc2</th></tr>');
  expect(html).toContain(
    `<th scope="row">T-shirt/top</th><td class="number">6 (${share.toFixed(1)}%)</td><td class="number">0</td>`,
  );
  expect(html).toContain('<th scope="row">Trouser</th><td class="number">1 (75.0%)</td>');
  expect(html).toContain('<th scope="row">Pullover</th><td class="number">0</td>');
});

test('names, titles and the config are text, never markup', () => {
  const results = fixture({ models: [hostile, 'NN1', 'NN2'] });
  const config = { ...results.config, name: hostile };
  const tricky = [{ name: 'tree-x', title: `${hostile}" onload="x`, caption: hostile, svg: '<svg></svg>' }];
  const html = reportHtml({ ...results, config, engines: [hostile, hostile, 'simd 1'] }, tricky, `name: ${hostile}`);
  expect(html).not.toContain('<script');
  expect(html).not.toContain('" onload="');
  expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
});

test('several engines are named with their models', () => {
  const html = reportHtml(
    { ...fixture({ models: ['A', 'B', 'C'] }), engines: ['simd 1', 'other 2', 'simd 1'] },
    [],
    '',
  );
  expect(html).toContain('engines simd 1 (A, C); other 2 (B).');
});

test('the report loads nothing and runs nothing', () => {
  const html = reportHtml(fixture(), figures, '');
  expect(html).not.toMatch(/<script|<link|\bsrc=|https?:/);
});

test('a report without comparisons or scores is still a report', () => {
  const none = { ...fixture(), matrices: [], scores: [], kindred: [], clusters: [] };
  expect(reportHtml(none, [], '')).toContain('<th scope="row">NN0</th>');
});
