import type { Config, ConfigPath } from '../language/config.js';
import { fieldText, writtenPath } from '../language/origins.js';
import type { Origin, Positions } from '../language/positions.js';
import type { Fingerprint, Json } from '../store/fingerprint.js';
import { type FieldOrigin, type Reason, reasonOf } from './causes.js';
import { type Difference, differencesOf } from './differences.js';
import type { Step } from './step.js';

/** What it takes to put the differences of a step's fingerprint into the words of the experiment file. */
export interface Wording {
  readonly config: Config;
  readonly positions: Positions;
}

export interface EarlierWording extends Wording {
  /** The architecture that a model had earlier, where that is known. */
  readonly earlierArchitecture: (model: string) => string | undefined;
}

/** Why a fingerprint is not the earlier one, but for its inputs. */
export function reasonsBetween(step: Step, before: Fingerprint, after: Fingerprint, wording: EarlierWording): Reason[] {
  const versions = { before: { version: before.version }, after: { version: after.version } };
  return [...differencesOf(versions.before, versions.after), ...differencesOf(before.params, after.params)].flatMap(
    (difference) => differenceReason(step, difference, wording) ?? [],
  );
}

function differenceReason(
  step: Step,
  { field, before, after }: Difference,
  wording: EarlierWording,
): Reason | undefined {
  const origin = originIn(step, field);
  const change = { before: named(step, before), after: named(step, after) };
  if (origin === 'internal') return { ...reasonOf('internal'), field: `${step.stage} ${field.join('.')}`, change };
  if (origin === 'derived') return undefined;
  return architectureReason(origin, wording) ?? fieldReason(origin, wording, { change });
}

/** About the field that decides the value at a path of the config. */
export function fieldReason(
  configPath: ConfigPath,
  { config, positions }: Wording,
  { change, added = [] }: Partial<Pick<Reason, 'change' | 'added'>>,
): Reason {
  const path = writtenPath(config, positions, configPath);
  const isLeft = change === undefined || change.after !== undefined;
  const written = positions.exactly(path);
  const origin = isLeft ? fieldOrigin(written) : positions.at(path);
  const value = written?.from === 'file' ? written.value : undefined;
  return { kind: 'field', field: fieldText(config, path), path, origin, value, change, added };
}

function fieldOrigin(origin: Origin | undefined): FieldOrigin {
  switch (origin?.from) {
    case 'file':
      return origin.position;
    case 'set':
      return { set: origin.text };
    case 'environment':
      return { environment: origin.variables };
    default:
      return 'default';
  }
}

/** The path of a part of the parameters: by the longest leading part that has an origin. */
function originIn({ origins }: Step, field: Difference['field']): Step['origins'][string] {
  for (let length = field.length; length >= 0; length--) {
    const name = field.slice(0, length).join('.');
    if (!(name in origins)) continue;
    const origin = origins[name];
    return typeof origin === 'string' ? origin : [...origin, ...field.slice(length)];
  }
  return 'internal';
}

/** In the experiment's own words. */
function named({ names }: Step, value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value.map((item) => names.get(String(item)) ?? item) : value;
}

/** A model that has another architecture differs in its layers, but those are not what was edited. */
function architectureReason([section, index, field]: ConfigPath, wording: EarlierWording): Reason | undefined {
  if (section !== 'models' || field !== 'layers') return undefined;
  const { name, architecture } = wording.config.models[Number(index)];
  const before = wording.earlierArchitecture(name);
  if (before === undefined || before === architecture) return undefined;
  return fieldReason(['models', name, 'architecture'], wording, { change: { before, after: architecture } });
}
