import type { Layer } from '../networks/layer.js';
import { inferShapes, type PlacedLayer, type ShapeProblem } from '../networks/shapes.js';
import type { Complaint } from './complaint.js';
import type { Config, ConfigPath, DatasetConfig, EngineChoice, RunConfig } from './config.js';
import type { DatasetFacts } from './dataset-facts.js';
import {
  commonLayers,
  decideCaptureEpochs,
  decideCluster,
  decideCompare,
  decideEngine,
  decideProbe,
  decideReduce,
  decideTrain,
} from './decide.js';
import { decideDataset } from './decide-dataset.js';
import { decideLayers } from './decide-layers.js';
import { decideRun } from './decide-run.js';
import type { EngineFacts } from './engine-facts.js';
import { type Bound, componentBound, type PlacedNetwork, trainable } from './fit.js';
import type { LayerSpec, Spec } from './spec.js';
import { foldersIn, isBroken, keysOf, type Place, placeOf, plainOf, type Tree } from './tree.js';

/** What can be decided of an experiment that may be wrong elsewhere: a part that is wrong is undefined. */
export interface Draft {
  readonly file: string;
  readonly tree: Tree;
  readonly facts: DatasetFacts | undefined;
  readonly engines: EngineFacts;
  /** Why nothing is known about the dataset. */
  readonly factsProblem: Complaint | undefined;
  readonly dataset: DatasetConfig | undefined;
  readonly probe: Config['probe'] | undefined;
  readonly architectures: readonly DraftArchitecture[];
  readonly models: readonly DraftModel[];
  readonly train: Config['train'] | undefined;
  /** The listed layers, before anything is known about the models. */
  readonly captureLayers: readonly string[] | undefined;
  readonly captureEpochs: readonly number[] | undefined;
  readonly commonLayers: readonly string[] | undefined;
  /** What there can be no more components than, as far as it is known. */
  readonly componentBound: Bound | undefined;
  readonly reduce: Config['reduce'] | undefined;
  readonly cluster: Config['cluster'] | undefined;
  readonly compare: Config['compare'] | undefined;
  readonly run: RunConfig | undefined;
}

export interface DraftArchitecture {
  readonly name: string;
  readonly layers: readonly Layer[] | undefined;
  readonly shapes: readonly PlacedLayer[] | ShapeProblem | undefined;
}

export interface DraftModel {
  readonly name: string;
  /** The name of the architecture that it asks for. */
  readonly asks: string | undefined;
  readonly architecture: DraftArchitecture | undefined;
  readonly engine: EngineChoice | undefined;
}

export interface DraftOptions {
  readonly tree: Tree;
  /** Paths that the schema does not accept. */
  readonly wrong: readonly ConfigPath[];
  readonly file: string;
  readonly facts: (dataset: DatasetConfig) => DatasetFacts | Complaint;
  readonly engines: EngineFacts;
}

export function draftOf(options: DraftOptions): Draft {
  const { tree, file, engines } = options;
  const spec = plainOf(tree) as Spec;
  const part = partsOf(options);
  const dataset = part(['dataset'], () => decideDataset(spec.dataset, foldersIn(tree, file)));
  const found = dataset && options.facts(dataset);
  const [facts, factsProblem] = found && 'code' in found ? [undefined, found] : [found, undefined];
  const architectures = draftArchitectures(options, part, facts);
  const models = draftModels(options, part, architectures);
  const known = dataset && facts && { dataset, facts };
  const train = part(['train'], () => decideTrain(spec.train, known && trainable(dataset, facts).count));
  const probe = part(['probe'], () => decideProbe(spec.probe, known));
  const captureLayers = part(['capture', 'layers'], () => spec.capture?.layers);
  const common = sharedByAll(models);
  const bound = componentBound(placedModels(models), captureLayers ?? common ?? [], probe?.size);
  return {
    file,
    tree,
    facts,
    engines,
    factsProblem,
    dataset,
    architectures,
    models,
    train,
    probe,
    captureLayers,
    captureEpochs: train && part(['capture', 'epochs'], () => decideCaptureEpochs(spec.capture, train.epochs)),
    commonLayers: common,
    componentBound: bound,
    reduce: part(['reduce'], () => decideReduce(spec.reduce, bound?.count)),
    cluster: facts && part(['cluster'], () => decideCluster(spec.cluster, mostClusters(facts, probe))),
    compare: part(['compare'], () => decideCompare(spec.compare)),
    run: part(['run'], () => decideRun(spec.run)),
  };
}

/** Decides a part of the experiment if nothing in it is wrong. */
type DecidePart = <Decided>(path: ConfigPath, decide: () => Decided) => Decided | undefined;

function partsOf({ tree, wrong }: DraftOptions): DecidePart {
  const wrongs = new Set(wrong.map(pathText));
  const aboveWrongs = new Set(wrong.flatMap((path) => leading(path).map(pathText)));
  return (path, decide) => {
    const place = placeOf(tree, path);
    const isWrong = aboveWrongs.has(pathText(path)) || leading(path).some((part) => wrongs.has(pathText(part)));
    return isWrong || isUnusable(place) ? undefined : decide();
  };
}

/** A path and all that it leads through, from the root on. */
function leading(path: ConfigPath): ConfigPath[] {
  return [...path, undefined].map((_, length) => path.slice(0, length));
}

/** An index reads alike as a number and as text. */
function pathText(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}

/** What is broken may itself be where the path ends early. */
function isUnusable({ node, found }: Place): boolean {
  return found ? isBroken(node) : node.kind === 'scalar' && node.broken === true;
}

function draftArchitectures(
  { tree }: DraftOptions,
  part: DecidePart,
  facts: DatasetFacts | undefined,
): readonly DraftArchitecture[] {
  return keysOf(tree, 'architectures').map((name) => {
    const path = ['architectures', name];
    const layers = part(path, () => decideLayers(plainOf(placeOf(tree, path).node) as readonly LayerSpec[]));
    return { name, layers, shapes: layers && facts && inferShapes(facts.inputShape, layers) };
  });
}

function draftModels(
  { tree }: DraftOptions,
  part: DecidePart,
  architectures: readonly DraftArchitecture[],
): readonly DraftModel[] {
  const byName = new Map(architectures.map((architecture) => [architecture.name, architecture]));
  return keysOf(tree, 'models').map((name) => {
    const path = ['models', name, 'architecture'];
    const asks = part(path, () => plainOf(placeOf(tree, path).node) as string);
    return {
      name,
      asks,
      architecture: asks === undefined ? undefined : byName.get(asks),
      engine: part(writtenEngine(tree, name), () => engineOf(tree, name)),
    };
  });
}

/** Where a model's engine is written, if anywhere. */
export function writtenEngine(tree: Tree, model: string): ConfigPath {
  const own = ['models', model, 'engine'];
  return placeOf(tree, own).found ? own : ['engine'];
}

function engineOf(tree: Tree, model: string): EngineChoice {
  const { node, found } = placeOf(tree, writtenEngine(tree, model));
  return decideEngine(found ? (plainOf(node) as EngineChoice) : undefined);
}

function placedModels(models: readonly DraftModel[]): PlacedNetwork[] {
  return models.flatMap(({ asks = '', architecture }) => {
    const shapes = architecture?.shapes;
    return shapes === undefined || 'message' in shapes ? [] : [{ architecture: asks, placed: shapes }];
  });
}

function mostClusters({ classNames }: DatasetFacts, probe: Config['probe'] | undefined): number {
  return Math.min(classNames.length, probe?.size ?? classNames.length);
}

function sharedByAll(models: readonly DraftModel[]): readonly string[] | undefined {
  const networks = models.flatMap(({ architecture }) => (architecture?.layers ? [architecture.layers] : []));
  return networks.length === 0 || networks.length < models.length ? undefined : commonLayers(networks);
}
