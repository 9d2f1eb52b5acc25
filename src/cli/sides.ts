import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isConfigLike } from '../language/config-shape.js';
import { quote } from '../language/words.js';
import type { ResultTables } from '../report/changes/result-changes.js';
import { closureOf } from '../runner/closure.js';
import { declarationOf } from '../runner/declaration.js';
import { resultFiles } from '../runner/result-files.js';
import { readRunJson } from '../runner/results/run-json.js';
import { isIntact } from '../store/file-digest.js';
import type { Digest, Json } from '../store/fingerprint.js';
import { CorruptObject } from '../store/store.js';
import { complain } from './output.js';
import { prepare } from './prepare.js';

/** One of two things that are compared. */
export interface Side {
  /** As it was given. */
  readonly name: string;
  /** The decided experiment. */
  readonly config: Json;
  /** Undefined where it has not run to its end, or the cache no longer has its results. */
  readonly tables: ResultTables | undefined;
}

/** A results folder, its run.json, or an experiment file with what the cache has of its results; undefined where it is none of them. */
export function openSide(name: string, cache: string): Side | undefined {
  if (path.basename(name) === 'run.json') return openResults(name, path.dirname(name));
  return isFolder(name) ? openResults(name, name) : openExperiment(name, cache);
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function openResults(name: string, folder: string): Side | undefined {
  const run = readRunJson(folder);
  if (run === undefined || !isConfigLike(run.config))
    return refuse(folder, 'its run.json is not there, or is of another version');
  const steps = Object.entries(run.steps).map(([id, { stage }]) => ({ id, stage }));
  const files = resultFiles(steps, (id) => run.steps[id].artifacts);
  if (!TABLES.every((table) => files.has(table))) return { name, config: run.config, tables: undefined };
  const changed = TABLES.find((table) => !isIntact(path.join(folder, table), files.get(table) as Digest));
  if (changed !== undefined) return refuse(folder, `its ${changed} is not the one that the run wrote`);
  const [models, similarity, groups] = TABLES.map((table) => path.join(folder, table));
  return { name, config: run.config, tables: { models, similarity, groups } };
}

function refuse(folder: string, problem: string): undefined {
  complain(
    `error no-results: ${quote(folder)} is no results folder: ${problem}\n  name an experiment file, or a folder that a run wrote`,
  );
}

/** `exp.yaml`, or a case of its matrix as `exp.yaml#wide`. */
function openExperiment(name: string, cache: string): Side | undefined {
  const [file, chosen] = existsSync(name) ? [name] : name.split('#');
  const prepared = prepare(file, { set: [], cache, ...(chosen !== undefined && { case: chosen }) });
  if (prepared === undefined) return undefined;
  const { steps, store } = prepared;
  const { found } = closureOf(steps, (key) => store.find(key));
  const artifacts = new Map(found.map(({ step, manifest }) => [step.id, manifest.artifacts]));
  const files = resultFiles(steps, (id) => artifacts.get(id));
  const { config } = declarationOf(steps);
  try {
    const [models, similarity, groups] = TABLES.flatMap((table) => {
      const file = files.get(table);
      return file === undefined ? [] : store.intactFile(file.digest);
    });
    return { name, config, tables: groups === undefined ? undefined : { models, similarity, groups } };
  } catch (error) {
    if (!(error instanceof CorruptObject)) throw error;
    complain(`error corrupt-object: ${error.message}\n  \`pipeline run ${file} --force 'table/*'\` makes it again`);
    return undefined;
  }
}

const TABLES = ['models.csv', 'similarity.csv', 'groups.csv'] as const;
