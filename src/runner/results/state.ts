import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isIntact } from '../../store/file-digest.js';
import type { Digest, Json } from '../../store/fingerprint.js';
import type { Store } from '../../store/store.js';
import { type Difference, differencesOf } from '../differences.js';
import type { Forecast } from '../forecast.js';
import { resultFiles } from '../result-files.js';
import { type PastRun, type RunSource, readRunJson, runJsonFile } from './run-json.js';

/**
 * What a results folder is to an experiment. `current`: the results of this experiment as it is, all there. `another`: of an
 * experiment that was decided otherwise. `outdated`: of other data, another engine or another release.
 */
export interface ResultsState {
  readonly status: 'current' | 'missing' | 'unreadable' | 'another' | 'unfinished' | 'outdated' | 'damaged';
  /** Whose results they are; undefined where nothing says so. */
  readonly source?: RunSource | undefined;
  /** Of `another`, by the fields of the decided experiments: what is there, and what would be. */
  readonly differences?: readonly Difference[];
  /** Of `damaged`: names of those that are missing or have other bytes. */
  readonly files?: readonly string[];
}

export interface Wanted {
  /** Of the results. */
  readonly folder: string;
  readonly config: Json;
  /** Of all steps. */
  readonly forecasts: readonly Forecast[];
  readonly store: Store;
}

export function resultsState(wanted: Wanted): ResultsState {
  const { folder, config, forecasts } = wanted;
  const past = readRunJson(folder);
  if (past === undefined) return { status: existsSync(runJsonFile(folder)) ? 'unreadable' : 'missing' };
  const { source, steps } = past;
  const differences = differencesOf(past.config, config);
  if (differences.length > 0) return { status: 'another', source, differences };
  if (forecasts.some(({ id }) => (steps[id]?.key ?? null) === null)) return { status: 'unfinished', source };
  if (!forecasts.every((one) => isOf(past, one))) return { status: 'outdated', source };
  const files = [...filesOf(past, wanted)].filter(([name, digest]) => !isIntact(path.join(folder, name), digest));
  if (files.length === 0) return { status: 'current', source };
  return { status: 'damaged', source, files: files.map(([name]) => name) };
}

/** Whether a step is what the run had; one whose key is not known yet may be. */
function isOf({ steps }: PastRun, one: Forecast): boolean {
  return one.status === 'may run' || steps[one.id]?.key === one.key;
}

/** As the cache has them; where steps must run first, as the last run left them. */
function filesOf({ steps }: PastRun, { forecasts, store }: Wanted): ReadonlyMap<string, Digest> {
  const keys = new Map(forecasts.flatMap((one) => (one.status === 'cached' ? [[one.id, one.key] as const] : [])));
  return resultFiles(forecasts, (id) => {
    const key = keys.get(id);
    const artifacts = key && store.recall(key)?.artifacts;
    if (artifacts === undefined) return steps[id]?.artifacts;
    return Object.fromEntries(Object.entries(artifacts).map(([name, { digest }]) => [name, digest]));
  });
}

/** The run whose results another one replaces that is not of the same file, --set and case; undefined where there is none. */
export function strangerIn(folder: string, source: RunSource): PastRun | undefined {
  const past = readRunJson(folder);
  return past === undefined || isDeepStrictEqual(past.source, source) ? undefined : past;
}
