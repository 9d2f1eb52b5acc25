import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, SMALL } from './rig.js';

describe('a picture of the steps', () => {
  const rig = new Rig();
  beforeAll(async () => {
    rig.write('exp.yaml', SMALL);
    await rig.run('exp.yaml', '--only', 'cluster/A@*');
  });
  afterAll(() => rig.remove());

  const graph = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await rig.pipeline('graph', 'exp.yaml', ...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    return stdout;
  };

  it('has a box for each stage and model, in the colour of what a run would do', async () => {
    const lines = (await graph()).split('\n').map((line) => line.trim());
    expect(lines.slice(0, 4)).toEqual(['---', 'title: "small"', '---', 'flowchart LR']);
    expect(lines).toEqual(
      expect.arrayContaining([
        'n0["dataset<br>1 cached"]:::cached',
        'n2["train A<br>2 cached"]:::cached',
        'n3["train B<br>2 run"]:::run',
        'n5["capture B<br>2 may run"]:::may-run',
        'legend0["cached: 14 steps"]:::cached',
      ]),
    );
    const boxes = lines.flatMap((line) => /^n\d+\["(.*)<br>/.exec(line)?.[1] ?? []);
    expect(boxes.filter((box) => box.startsWith('compare'))).toEqual([
      'compare models',
      'compare layers A',
      'compare layers B',
    ]);
  });

  it('has no arrow that others imply', async () => {
    const dot = await graph('--format', 'dot');
    const arrows = [...dot.matchAll(/^ {2}"(.*)" -> "(.*)"$/gm)].map(([, from, to]) => `${from} > ${to}`);
    expect(arrows.filter((arrow) => arrow.includes(' A'))).toEqual([
      'dataset > train A',
      'probe > capture A',
      'train A > capture A',
      'capture A > reduce A',
      'reduce A > cluster A',
      'cluster A > label A',
      'label A > compare models',
      'label A > compare layers A',
      'label A > warnings',
      'compare layers A > table',
      'compare layers A > figure',
    ]);
  });

  it('has every step on demand, or some and what they need', async () => {
    const dot = await graph('--steps', '--only', 'cluster/A@2/fc1/*', '--format', 'dot');
    const names = [...dot.matchAll(/^ {2}"(.*)" \[label=/gm)].map(([, name]) => name);
    const of = 'A@2/fc1/pca';
    expect(names).toEqual(['dataset', 'probe', 'train/A@2', 'capture/A@2', `reduce/${of}`, `cluster/${of}/kmeans`]);
  });

  it('is drawn as SVG', async () => {
    const svg = await graph('--format', 'svg');
    expect(svg).toMatch(/^<\?xml.*<svg .*<\/svg>$/s);
    for (const text of ['train A', '2 cached', 'train B', '2 run', 'run: 10 steps']) expect(svg).toContain(`>${text}<`);
  });

  it('a format that is not there, and a pattern that matches nothing, are refused', async () => {
    const format = await rig.pipeline('graph', 'exp.yaml', '--format', 'png');
    const pattern = await rig.pipeline('graph', 'exp.yaml', '--only', 'tran/*');
    expect([format.exitCode, pattern.exitCode]).toEqual([2, 2]);
    expect(pattern.stderr).toContain('error unknown-step');
  });
});
