import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Draft, withValue } from './base.js';
import { nothing } from './must.js';
import type { Edit, FieldOracle } from './oracle.js';
import { LAYER_ORACLES } from './oracle-layers.js';
import { MODEL_ORACLES } from './oracle-models.js';
import { SECTION_ORACLES } from './oracle-sections.js';
import { type SchemaField, schemaFields } from './schema-fields.js';
import { planOf, run, textOf, type World } from './simulate.js';
import { stepId } from './step-id.js';

const ORACLES = { ...SECTION_ORACLES, ...MODEL_ORACLES, ...LAYER_ORACLES };
const fields = schemaFields();

/** Edits of a field that has many values. */
const RUNS = 3;

describe('what an edit runs again is what it must', () => {
  it('for every field of the schema, and for no other', () => {
    expect(Object.keys(ORACLES).sort()).toEqual(fields.map(({ name }) => name).sort());
  });

  for (const { name, schema } of fields)
    it(name, () => {
      const oracle = ORACLES[name];
      if (oracle === 'container') expect(Object.keys(schema.properties ?? schema.anyOf ?? {})).not.toEqual([]);
      else if (oracle === 'fixed') expect(schema.enum).toHaveLength(1);
      else for (const edit of editsOf(oracle)) expectRerun(edit);
    });
});

describe('a default that is written out runs nothing', () => {
  for (const { name, schema } of fields.filter(hasDefault))
    it(name, () => {
      const oracle = ORACLES[name];
      if (oracle === 'container') throw new Error('a container has no default');
      if (oracle === 'fixed' || oracle.written === 'unwritable') return;
      const written = oracle.written ?? (oracle.at && { ...oracle.at, value: schema.default });
      if (written === undefined) throw new Error('the oracle does not know where the field is');
      const before = withValue(written.draft, written.path, undefined);
      expectRerun({ before, after: withValue(before, written.path, written.value), must: nothing });
    });
});

function editsOf({ edits }: FieldOracle): readonly Edit[] {
  return edits instanceof fc.Arbitrary ? fc.sample(edits, RUNS) : edits;
}

function hasDefault({ schema }: SchemaField): boolean {
  return schema.default !== undefined || /\bDefault:/.test(schema.description ?? '');
}

function expectRerun({ before, after, must, contentOf }: Edit): void {
  const steps = planOf(textOf(after), contentOf);
  const { ran } = run(steps, worldAfter(before));
  const expected = steps.map(({ id }) => id).filter((id) => must(stepId(id)));
  expect(ran, textOf(after)).toEqual(expected);
}

const worlds = new Map<Draft, World>();

function worldAfter(draft: Draft): World {
  const world = worlds.get(draft) ?? run(planOf(textOf(draft)), new Map()).world;
  worlds.set(draft, world);
  return world;
}
