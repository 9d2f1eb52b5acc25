import { describe, expect, it } from 'vitest';
import type { ConfigPath } from '../../src/language/config.js';
import { Causes, type Change, type Reason, reasonOf } from '../../src/runner/causes.js';

function field(path: ConfigPath, line: number, change?: Change, added: string[] = []): Reason {
  const value = { file: 'exp.yaml', line, column: 1 };
  return { kind: 'field', field: path.join('.'), path, origin: value, value, change, added };
}

function causesOf(...found: [Reason, ids: string[]][]) {
  const causes = new Causes();
  for (const [reason, ids] of found) for (const id of ids) causes.add([reason], 'run', id);
  return causes.list().map(({ field, aliases, change, added, run }) => ({ field, aliases, change, added, run }));
}

const rate = (model: string): ConfigPath => ['models', model, 'optimizer', 'sgd', 'learningRate'];
const change = { before: 1, after: 2 };

describe('causes', () => {
  it('fields that one place decides through aliases are one cause, unless their values before differ', () => {
    const causes = causesOf(
      [field(rate('A'), 7, change), ['train/A@1']],
      [field(rate('B'), 7, change), ['train/B@1']],
      [field(rate('C'), 7, { before: 3, after: 2 }), ['train/C@1']],
      [field(rate('D'), 8, change), ['train/D@1']],
    );
    const [first, ...others] = causes;
    expect(first).toMatchObject({
      field: rate('A').join('.'),
      aliases: [rate('B').join('.')],
      run: ['train/A@1', 'train/B@1'],
    });
    expect(others.map(({ field: name, run }) => [name, run])).toEqual([
      [rate('C').join('.'), ['train/C@1']],
      [rate('D').join('.'), ['train/D@1']],
    ]);
  });

  it('what a field asks for anew and its values are one cause', () => {
    expect(
      causesOf(
        [field(['capture', 'epochs'], 9, undefined, ['3']), ['capture/A@3']],
        [field(['capture', 'epochs'], 9, undefined, ['4']), ['capture/A@4']],
        [field(['capture', 'epochs'], 9, { before: [1], after: [1, 3, 4] }), ['report']],
      ),
    ).toEqual([
      {
        field: 'capture.epochs',
        aliases: [],
        change: { before: [1], after: [1, 3, 4] },
        added: ['3', '4'],
        run: ['capture/A@3', 'capture/A@4', 'report'],
      },
    ]);
  });

  it('a field is not told again for what a field inside of it reaches', () => {
    const inner = field(['cluster', 0, 'kmeans', 'k'], 9, change);
    const outer = field(['cluster'], 9, { before: ['a'], after: ['b'] });
    const told = (...found: [Reason, ids: string[]][]) => causesOf(...found).map(({ field: name }) => name);
    expect(told([outer, ['report']], [inner, ['cluster/A', 'report']])).toEqual([inner.field]);
    expect(told([outer, ['report', 'label/A']], [inner, ['report']])).toEqual([outer.field, inner.field]);
  });

  it('what is only known to have changed somewhere in a field is told by what changed inside of it', () => {
    const vague = field(['capture'], 9);
    const layers = field(['capture', 'layers'], 9, { before: ['a', 'b'], after: ['b', 'a'] });
    expect(causesOf([vague, ['kindred/pca']], [layers, ['report']])).toMatchObject([
      { field: 'capture.layers', run: ['report', 'kindred/pca'] },
    ]);
    expect(causesOf([vague, ['kindred/pca']])).toMatchObject([{ field: 'capture', run: ['kindred/pca'] }]);
  });

  it('what certainly runs comes first', () => {
    const causes = new Causes();
    causes.add([reasonOf('gone')], 'mayRun', 'a');
    causes.add([reasonOf('forced')], 'run', 'b');
    expect(causes.list().map(({ kind }) => kind)).toEqual(['forced', 'gone']);
  });
});
