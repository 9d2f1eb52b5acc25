import { canonicalJson } from '../formats/canonical-json.js';
import type { Config, ConfigPath } from '../language/config.js';
import { fieldText, writtenPath } from '../language/origins.js';
import type { Origin, Positions } from '../language/positions.js';
import type { Fingerprint, Json } from '../store/fingerprint.js';
import { type Change, type FieldOrigin, type Reason, reasonOf } from './causes.js';
import { type Difference, differencesOf } from './differences.js';
import type { Step } from './step.js';

/** What it takes to put the differences of a step's fingerprint into the words of the experiment file. */
export interface Wording {
  readonly config: Config;
  readonly positions: Positions;
}

export interface EarlierWording extends Wording {
  /** The earlier experiment, as far as it is known. */
  readonly earlierConfig: () => Partial<Config>;
}

/** Why a fingerprint is not the earlier one, but for its inputs. */
export function reasonsBetween(step: Step, before: Fingerprint, after: Fingerprint, wording: EarlierWording): Reason[] {
  const versions = { before: { version: before.version }, after: { version: after.version } };
  const differences = [
    ...differencesOf(versions.before, versions.after),
    ...differencesOf(before.params, after.params),
  ];
  return withoutOtherFiles(differences).flatMap((difference) => differenceReason(step, difference, wording) ?? []);
}

/** Of a dataset that is read by other rules, the files are not those of before under other names. */
function withoutOtherFiles(differences: readonly Difference[]): readonly Difference[] {
  const isOtherKind = differences.some(({ field }) => field.length === 1 && field[0] === 'rules');
  return isOtherKind ? differences.filter(({ field }) => field[0] !== 'sources') : differences;
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
  return architectureReason(origin, wording) ?? fieldReason(...asDecided(origin, change, wording));
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
  const before = modelNamed(wording.earlierConfig(), name)?.architecture;
  if (before === undefined || before === architecture) return undefined;
  return fieldReason(['models', name, 'architecture'], wording, { change: { before, after: architecture } });
}

type Asked = Parameters<typeof fieldReason>;

/**
 * A fingerprint holds what a step needs of a field, such as one epoch's learning rate or layers by their numbers. Where the
 * whole field is known of both experiments, it is told as it was decided; of another choice than before, the choice.
 */
function asDecided(path: ConfigPath, change: Change, wording: EarlierWording): Asked {
  const earlier = wording.earlierConfig();
  const [section, index] = path;
  if (path[2] === 'layers' || section === 'reduce' || section === 'cluster') return [path, wording, { change }];
  const name = section === 'models' ? wording.config.models[Number(index)]?.name : undefined;
  const pairs: [now: unknown, before: unknown][] =
    name === undefined
      ? [[wording.config, earlier]]
      : [[wording.config.models[Number(index)], modelNamed(earlier, name)]];
  const rest = name === undefined ? path : path.slice(2);
  for (const part of rest) {
    const [now, before] = pairs[pairs.length - 1];
    if (isOtherChoice(now, before)) break;
    pairs.push([partOf(now, part), partOf(before, part)]);
  }
  const [after, before] = pairs[pairs.length - 1];
  const told = path.slice(0, path.length - rest.length + pairs.length - 1);
  if (!isTold(before) || !isTold(after) || canonicalJson(before) === canonicalJson(after))
    return [path, wording, { change }];
  return [told, wording, { change: { before, after } }];
}

function partOf(value: unknown, part: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, part)
    ? (value as { readonly [part: string]: unknown })[part]
    : undefined;
}

function isOtherChoice(now: unknown, before: unknown): boolean {
  const [a, b] = [partOf(now, 'type'), partOf(before, 'type')];
  return typeof a === 'string' && typeof b === 'string' && a !== b;
}

/** A value, a list of values, or a choice: of a whole section nothing could be read. */
function isTold(value: unknown): value is Json {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object');
  return typeof value === 'object' ? typeof partOf(value, 'type') === 'string' : value !== undefined;
}

function modelNamed({ models }: Partial<Config>, name: string): Config['models'][number] | undefined {
  return models?.find((model) => model.name === name);
}
