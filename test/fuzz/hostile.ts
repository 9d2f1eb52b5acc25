import type { Random } from '../../src/algorithms/random.js';
import { SMALL } from '../language/rig.js';
import { INHERITED, NAMES, pick, variable } from './words.js';

type Make = (random: Random) => string | Buffer;

/** Files that nobody writes by mistake. */
export const HOSTILE: Readonly<Record<string, Make>> = {
  'deep nesting': deep,
  'alias bombs': bomb,
  'huge values': huge,
  'many values': many,
  'odd names': named,
  'odd paths': pathed,
  'inherited keys': inherited,
  'extends and matrices': writtenOut,
  'no text': noText,
};

function deep(random: Random): string {
  const levels = pick(random, [10, 63, 64, 65, 66, 500, 5000, 100_000]);
  const [open, close] = pick(random, [
    ['[', ']'],
    ['{a: ', '}'],
    ['[{a: ', '}]'],
    ['- ', ''],
    ['? ', ''],
    ['!!str ', ''],
    ['"', ''],
    ['&a [', ']'],
  ]);
  const nested = `${open.repeat(levels)}x${pick(random, [close.repeat(levels), ''])}`;
  const stairs = () =>
    Array.from({ length: Math.min(levels, 1300) }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
  return within(random, pick(random, [nested, nested, `\n${stairs()}`]));
}

/** Aliases of aliases, as values, as keys and in merges. */
function bomb(random: Random): string {
  const width = 1 + random.below(30);
  const levels = Array.from({ length: 1 + random.below(40) }, (_, level) => {
    const before = level === 0 ? 'x: 1' : `x: *b${level - 1}`;
    const all = Array(width).fill(level === 0 ? 'x' : `*b${level - 1}`);
    return pick(random, [
      `b${level}: &b${level} [${all.join(', ')}]`,
      `b${level}: &b${level} {${all.map((one, at) => `k${at}: ${one}`).join(', ')}}`,
      `b${level}: &b${level} {${before}}`,
      `b${level}: &b${level} { <<: [${all.filter((one) => one !== 'x').join(', ')}], c${level}: 1 }`,
      `b${level}: &b${level} [*b${level}]`,
      `? &b${level} k${level}\n: *b${Math.max(0, level - 1)}`,
    ]);
  });
  return pick(random, [`${levels.join('\n')}\n${SMALL}`, `${SMALL}${levels.join('\n')}\n`, levels.join('\n')]);
}

function huge(random: Random): string {
  const length = pick(random, [1000, 66_000, 300_000, 399_000, 400_100]);
  const fill = pick(random, [
    'x',
    '9',
    ' ',
    '\\n',
    '\u202e',
    '\u001b',
    'é',
    '\ud83d\ude00',
    '#',
    '-',
    '0',
    '\\',
    '`',
    'a b ',
  ]);
  const text = fill.repeat(Math.ceil(length / fill.length));
  return pick(random, [
    () => within(random, text),
    () => within(random, `"${text}"`),
    () => within(random, `'${text}'`),
    () => within(random, `|\n  ${text}`),
    () => `${text}: 1\n${SMALL}`,
    () => `? ${text}\n: 1\n${SMALL}`,
    () => `${SMALL}# ${text}`,
    () => `${SMALL}&${text} a: *${text}`,
    () => SMALL.replace('A:', `${text}:`),
    () => SMALL.replace('fashion-mnist', `{ csv: { file: "${text}", label: a } }`),
    () => text,
  ])();
}

/** As many as fit, each of them right, wrong or twice. */
function many(random: Random): string {
  const count = pick(random, [10, 100, 1000, 3000, 4900, 24_000]);
  const each = (line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index));
  const list = (item: (index: number) => string) => `[${each(item).join(', ')}]`;
  const models = (model: (index: number) => string) => SMALL.replace(/ {2}A: .*/, each(model).join('\n'));
  return pick(random, [
    () => models((index) => `  M${index}: { architecture: tiny, optimizer: sgd }`),
    () => models((index) => `  M${index}: { architecture: tinny, optimizer: sgd }`),
    () => models((index) => `  M${index}: 1`),
    () => models(() => '  M: { architecture: tiny, optimizer: sgd }'),
    () => models((index) => `  m ${index}: { architecture: tiny, optimiser: sgd }`),
    () => `${SMALL}${each((index) => `k${index}: 1`).join('\n')}\n`,
    () => `${SMALL}${each(() => 'seed: 1').join('\n')}\n`,
    () => `${SMALL}capture: { epochs: ${list((index) => `${index}`)} }\n`,
    () => `${SMALL}capture: { epochs: ${list(() => '1')} }\n`,
    () => `${SMALL}capture: { layers: ${list((index) => `l${index}`)} }\n`,
    () => `${SMALL}cluster: ${list((index) => `{ kmeans: { k: ${1 + index} } }`)}\n`,
    () => `${SMALL}cluster: ${list(() => 'kmeans')}\n`,
    () => `${SMALL}reduce: ${list((index) => (index % 2 ? 'pca' : '5'))}\n`,
    () => `${SMALL}compare: { measures: ${list(() => 'rand')} }\n`,
    () => `${SMALL}compare: { measures: ${list((index) => `m${index}`)} }\n`,
    () => SMALL.replace('- flatten', each((index) => `- dense: { units: ${index} }`).join('\n    ')),
    () => SMALL.replace('- flatten', each(() => '- dense: { name: same, units: 5 }').join('\n    ')),
    () => SMALL.replace('- flatten', each((index) => `- nonsense${index}`).join('\n    ')),
    () => `${SMALL}${each((index) => `a${index}: *nothing`).join('\n')}\n`,
    () => `${SMALL}${each(() => '\t: }').join('\n')}\n`,
    () => each(() => '---').join('\n'),
    () => `${SMALL}x: ${'\n'.repeat(count)}y`,
  ])();
}

/** A name in every place that takes one. */
function named(random: Random): string {
  const name = JSON.stringify(pick(random, NAMES));
  return pick(random, [
    () => `${SMALL}name: ${name}\n`,
    () => SMALL.replace('A:', `${name}:`),
    () => SMALL.replaceAll('tiny', name),
    () => SMALL.replace('  tiny', `  ${name}`),
    () => SMALL.replace('hidden', name),
    () => `${SMALL}capture: { layers: [${name}] }\n`,
    () => `${SMALL}${name}: 1\n`,
    () => `${SMALL}&${JSON.parse(name)} x: *${JSON.parse(name)}\n`,
    () => SMALL.replace('sgd', name),
    () => SMALL.replace('flatten', name),
    () => SMALL.replace('fashion-mnist', `{ csv: { file: data/iris.csv, label: ${name} } }`),
    () => SMALL.replace('fashion-mnist', `{ csv: { file: data/iris.csv, label: species, features: [${name}] } }`),
    () => `${SMALL}run: { timeout: ${name}, memory: ${name} }\n`,
    () => `${SMALL}run: { stages: { ${name}: { retries: 1 } } }\n`,
    () => `${SMALL}engine: ${name}\n`,
    () => `${SMALL}compare: { measures: ${name} }\n`,
  ])();
}

/** Devices, pipes and folders where a file is wanted, and paths out of the project. */
function pathed(random: Random): string {
  const path = JSON.stringify(pick(random, [...PATHS, ...NAMES]));
  return SMALL.replace(
    'fashion-mnist',
    pick(random, [
      `{ csv: { file: ${path}, label: x } }`,
      `{ csv: { file: data/iris.csv, label: species, test: ${path} } }`,
      `{ numpy: { samples: ${path}, labels: ${path} } }`,
      `{ numpy: { samples: ${path.replace(/"$/, '.npz/x"')}, labels: ${path} } }`,
      `{ idx: { folder: ${path} } }`,
      `{ fashion-mnist: { folder: ${path} } }`,
    ]),
  );
}

const PATHS = [
  ...['/dev/zero', '/dev/urandom', '/dev/stdin', '/dev/tty', '/dev/null', '/dev/full', '/proc/self/mem', '/proc/kmsg'],
  ...[
    '/proc/self/fd/0',
    '/proc/self/environ',
    '/proc/kcore',
    '/',
    '/dev',
    '/root',
    '../../../../../../etc/shadow',
    '~',
  ],
  ...[
    'http://example.org/x.csv',
    'file:///etc/passwd',
    'C:\\x',
    'a/'.repeat(3000),
    'x'.repeat(5000),
    'data/iris.csv/x',
  ],
  ...['data', '../package.json', '../node_modules/.bin/pipeline', '*', '$(id)', '.npz', '.npz/', 'a.npz/../../b', '-'],
];

function inherited(random: Random): string {
  const key = pick(random, INHERITED);
  const written = pick(random, [key, JSON.stringify(key), `? ${key}\n`]);
  const entry = `${written}: ${pick(random, ['1', '{ polluted: true }', '[]', 'null', '{ toString: 1 }'])}`;
  const inline = entry.replace('\n', ' ');
  return pick(random, [
    () => `${SMALL}${entry}\n`,
    () => SMALL.replace('optimizer: sgd', `optimizer: sgd, ${inline}`),
    () => SMALL.replace('train: { ', `train: { ${inline}, `),
    () => SMALL.replace('units: 10', `units: 10, ${inline}`),
    () => SMALL.replace('models:', `models:\n  ${key}: { architecture: tiny, optimizer: sgd }`),
    () => SMALL.replaceAll('tiny', key),
    () => SMALL.replace('sgd', `{ ${inline} }`),
    () => SMALL.replace('sgd', key),
    () => SMALL.replace('- flatten', `- ${key}\n    - flatten`),
    () => SMALL.replace('use: fashion-mnist', `use: { ${inline} }`),
    () => `${SMALL}x: &x { ${inline} }\nrun: { <<: *x }\n`,
    () => `${SMALL}run: { stages: { ${inline} } }\n`,
    () => `${SMALL}capture: { layers: [${key}] }\n`,
    () => `${SMALL}compare: { measures: [${key}] }\n`,
  ])();
}

/** Files that extend what they should not, grids of grids, variables of variables. */
function writtenOut(random: Random): string {
  const path = JSON.stringify(
    pick(random, [...PATHS, ...NAMES, 'fuzz.yaml', './quickstart.yaml', '../package.json', '../.git/config']),
  );
  const axis = () =>
    `[${Array.from({ length: pick(random, [1, 2, 16, 17, 300, 3000]) }, (_, index) => index).join(', ')}]`;
  const name = JSON.stringify(pick(random, NAMES));
  const file = pick(random, ['quickstart.yaml', 'structures.yaml', 'iris.yaml', 'fashion-mnist-seed.yaml']);
  return pick(random, [
    () => `extends: ${path}\n${SMALL}`,
    () =>
      `extends: [${Array(pick(random, [2, 31, 33, 9000]))
        .fill(path)
        .join(', ')}]\n${SMALL}`,
    () =>
      `extends: [${Array(pick(random, [2, 31, 33, 9000]))
        .fill(file)
        .join(', ')}]\n${SMALL}`,
    () => `${SMALL}matrix: { seed: ${axis()}, train.epochs: ${axis()} }\n`,
    () => `extends: ${file}\nmatrix: { seed: ${axis()}, train.labelNoise: ${axis()} }\n`,
    () => `${SMALL}matrix: { ${name}: ${axis()}, seed: { ${name}: 1 } }\n`,
    () =>
      `${SMALL}matrix: { seed: { ${name}: 1, b: 2 }, exclude: [{ ${name}: 1 }], include: { ${name}: { ${name}: 1 } } }\n`,
    () => `${SMALL}matrix: { models.A.init: ${axis()}, models: ${axis()}, matrix: ${axis()}, extends: [a] }\n`,
    () => SMALL.replace('optimizer: sgd', `optimizer: sgd, matrix: { init: ${axis()}, architecture: [tiny, ${name}] }`),
    () =>
      SMALL.replace(
        / {2}A: .*/,
        Array.from(
          { length: 250 },
          (_, index) => `  M${index}: { architecture: tiny, matrix: { init: ${axis()}, optimizer: [sgd, adam] } }`,
        ).join('\n'),
      ),
    () =>
      `${SMALL}environment: { ${name}: ${name}, EPOCHS: 1, ODD: ~, A: "\${A}", B: "\${A}\${B}" }\nseed: "\${EPOCHS}"\nname: "\${ODD}"\nlabel: "\${A}"\n`,
    () =>
      `${SMALL}environment: { DATA: ${name} }\nname: "${variable('DATA').repeat(pick(random, [1, 10, 1000, 40_000]))}"\n`,
    () =>
      `${SMALL}environment: { A: ${'x'.repeat(pick(random, [10, 1000, 200_000]))} }\nname: "${variable('A').repeat(40_000)}"\n`,
    () => `${SMALL}environment: ${path}\nname: "\${PATH}\${HOME}$\${X}\${\${Y}}"\n`,
  ])();
}

function noText(random: Random): Buffer {
  return pick(random, [
    () => Buffer.from(Array.from({ length: random.below(2000) }, () => random.below(256))),
    () => Buffer.alloc(random.below(3)),
    () => Buffer.alloc(random.below(100_000)),
    () => Buffer.alloc(399_999 + random.below(3), ' '),
    () => Buffer.from(SMALL, 'utf16le'),
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(SMALL, 'utf16le')]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(SMALL)]),
    () => Buffer.from(SMALL.replaceAll('\n', '\r\n')),
    () => Buffer.from(SMALL.replaceAll('\n', '\r')),
    () => Buffer.concat([Buffer.from(SMALL), Buffer.from([0xc3])]),
    () => Buffer.from(`${SMALL}\u0000`),
  ])();
}

/** The value of some field, or of a new one. */
function within(random: Random, value: string): string {
  const key = pick(random, ['name', 'seed', 'label', 'x', 'reduce', 'capture', 'engine', 'run', 'probe']);
  return pick(random, [`${SMALL}${key}: ${value}\n`, `${key}: ${value}\n${SMALL}`, value]);
}
