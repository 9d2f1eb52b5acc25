import { expect, test } from 'vitest';
import { chooseEngine } from '../../src/language/choose-engine.js';
import type { EngineFact, EngineFacts } from '../../src/language/engine-facts.js';
import { complaints, decided, places, SMALL, small } from './rig.js';

const here: EngineFact = { missing: () => undefined, unsupported: () => undefined };
const gone: EngineFact = { ...here, missing: () => ({ reason: 'its library is not there', remedy: 'fetch it' }) };
const noFlatten: EngineFact = {
  ...here,
  unsupported: ({ network }) => {
    const layer = network.layers.findIndex(({ type }) => type === 'flatten');
    return layer < 0 ? undefined : { layer, reason: 'it cannot flatten' };
  },
};
const machine = (engines: Partial<EngineFacts>): EngineFacts => ({
  simd: here,
  'tfjs-node': here,
  'tfjs-wasm': here,
  ...engines,
});

const complaintsOn = (text: string, engines: Partial<EngineFacts>) =>
  complaints(text, [], 'exp.yaml', machine(engines));

test("a model's own engine comes before the experiment's, which comes before auto", () => {
  const two = SMALL.replace('train:', '  B: { architecture: tiny, optimizer: sgd, engine: simd }\ntrain:');
  const enginesOf = (text: string) => decided(text).models.map(({ engine }) => engine);
  expect(enginesOf(two)).toEqual(['auto', 'simd']);
  expect(enginesOf(`${two.replace('engine: simd', 'engine: auto')}engine: simd`)).toEqual(['simd', 'auto']);
});

test('auto takes the first engine that is here and supports the network', () => {
  const [{ layers }] = decided(SMALL).models;
  const work = { network: { inputShape: [28, 28, 1], layers }, batchSize: 64 } as const;
  expect(chooseEngine('auto', work, machine({}))).toBe('simd');
  expect(chooseEngine('auto', work, machine({ simd: noFlatten }))).toBe('tfjs-node');
  expect(chooseEngine('auto', work, machine({ simd: gone }))).toBe('tfjs-node');
  expect(chooseEngine('auto', work, machine({ simd: noFlatten, 'tfjs-node': gone }))).toBe('tfjs-wasm');
  expect(
    chooseEngine('auto', work, machine({ simd: noFlatten, 'tfjs-node': gone, 'tfjs-wasm': noFlatten })),
  ).toBeUndefined();
});

test('an engine that is missing is an error where it is written, which says how to get it', () => {
  const text = small('optimizer: sgd', 'optimizer: sgd, engine: tfjs-node');
  expect(complaintsOn(text, { 'tfjs-node': gone })).toBe(
    [
      'exp.yaml:9:52: error missing-engine: the engine `tfjs-node` is not here: its library is not there',
      '  9 |   A: { architecture: tiny, optimizer: sgd, engine: tfjs-node }',
      '    |                                                    ^^^^^^^^^',
      '  fetch it',
    ].join('\n'),
  );
  expect(complaintsOn(`${SMALL}engine: tfjs-node`, { 'tfjs-node': gone })).toContain(
    'exp.yaml:11:9: error missing-engine',
  );
  expect(complaintsOn(text, {})).toBe('');
});

test('a layer that a named engine does not support is an error, which names the engines that do', () => {
  expect(complaintsOn(`${SMALL}engine: tfjs-node`, { 'tfjs-node': noFlatten })).toBe(
    [
      'exp.yaml:5:7: error unsupported-layer: the engine `tfjs-node` does not support `flatten1`: it cannot flatten',
      '  5 |     - flatten',
      '    |       ^^^^^^^',
      '  expected the engine simd or tfjs-wasm',
    ].join('\n'),
  );
});

test('auto says how to get the engine that would support the network', () => {
  expect(complaintsOn(SMALL, { simd: noFlatten, 'tfjs-node': gone, 'tfjs-wasm': noFlatten })).toMatch(
    /unsupported-layer: the engine `simd` .*\n.*\n.*\n {2}expected the engine tfjs-node\n {2}fetch it$/,
  );
  expect(complaintsOn(SMALL, { simd: noFlatten })).toBe('');
});

test('a network that a WebAssembly module cannot address is nothing for simd and tfjs-wasm', () => {
  const huge = `${small('- dense: { name: hidden', '- dense: { units: 20000 }\n    - dense: { name: hidden').replace('units: 64', 'units: 20000')}engine: simd`;
  expect(places(huge)).toEqual(['7:7 unsupported-layer']);
  expect(complaints(huge)).toMatch(/does not support `hidden`: the network needs 9\.3 GiB for batches of 64/);
  expect(complaints(huge.replace('engine: simd', 'engine: tfjs-wasm'))).toMatch(/`hidden`: the network needs 4\.7 GiB/);
});

test('an unknown engine is refused with the nearest name', () => {
  expect(complaints(`${SMALL}engine: tfjsnode`)).toMatch(/unknown-choice[\s\S]*did you mean `tfjs-node`\?/);
});
