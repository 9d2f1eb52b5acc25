import { canonicalJson } from '../formats/canonical-json.js';
import { isObject, isQuantity, isShallow, type JsonObject, parseJson } from '../formats/json-shape.js';
import { isStage, strayArtifact } from '../stages/artifacts.js';
import { STAGE_VERSIONS } from '../stages/versions.js';
import { type Digest, digestOf, type Fingerprint, isDigest, type Key, keyOf } from './fingerprint.js';
import type { Artifact, Artifacts, Manifest } from './store.js';

/** The report of a thousand networks names its inputs in some 20 MB. */
export const MOST_MANIFEST_BYTES = 2 ** 27;
const LONGEST_NAME = 250;

export function sealedManifest(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify({ seal: sealOf(manifest), ...manifest })}\n`);
}

/**
 * The manifest, or what is wrong with it. One that was cut short, edited or filed under another key is none; nor is one that
 * says what no step of its stage can have made: it may come from anywhere, and all that follows relies on its shape.
 */
export function parseManifest(bytes: Uint8Array, key: Key): Manifest | string {
  const { seal, ...content } = parseObject(bytes) ?? {};
  if (!isManifest(content)) return 'it is malformed';
  if (seal !== sealOf(content) || keyOf(content.fingerprint) !== key) return MISMATCH;
  return problemOf(content) ?? content;
}

const MISMATCH = 'its seal or its key does not match its content';

/** What a step of today's version cannot have made; of stages and versions that are not ours nothing is known. */
export function problemOf({ fingerprint, artifacts }: Manifest): string | undefined {
  const { stage, version, params } = fingerprint;
  if (!isStage(stage) || version !== STAGE_VERSIONS[stage]) return undefined;
  const stray = strayArtifact(stage, params, Object.keys(artifacts));
  return stray === undefined ? undefined : `it is malformed: stage ${stage} makes other artifacts (${stray})`;
}

function parseObject(bytes: Uint8Array): JsonObject | undefined {
  const value = parseJson(bytes);
  return isObject(value) && isShallow(value) ? value : undefined;
}

/** Of any version of kindred. */
function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { fingerprint, artifacts, seconds, host } = value;
  return (
    isFingerprint(fingerprint) &&
    areArtifacts(artifacts) &&
    isQuantity(seconds) &&
    typeof host === 'string' &&
    host.length <= LONGEST_NAME
  );
}

function isFingerprint(value: unknown): value is Fingerprint {
  if (!isObject(value)) return false;
  const { kind, stage, version, params, inputs } = value;
  return (
    kind === 'kindred step' &&
    typeof stage === 'string' &&
    /^[a-z][\w-]{0,39}$/i.test(stage) &&
    Number.isSafeInteger(version) &&
    isObject(params) &&
    isObject(inputs) &&
    Object.values(inputs).every((input) => (Array.isArray(input) ? input.every(isDigest) : isDigest(input)))
  );
}

function areArtifacts(value: unknown): value is Artifacts {
  return isObject(value) && Object.entries(value).every(([name, artifact]) => isFileName(name) && isArtifact(artifact));
}

export function isArtifact(value: unknown): value is Artifact {
  return (
    isObject(value) && isDigest(value['digest']) && Number.isSafeInteger(value['size']) && isQuantity(value['size'])
  );
}

/** Results are copied to files of these names, in folders that they may name. */
function isFileName(name: string): boolean {
  return name.length <= LONGEST_NAME && name !== '__proto__' && !UNFIT.test(name) && name.split('/').every(isPlain);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for.
const UNFIT = /[\u0000-\u001f\u007f-\u009f\\:\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function isPlain(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..';
}

function sealOf(manifest: Manifest): Digest {
  return digestOf(Buffer.from(canonicalJson(manifest)));
}
