import type { Activation, Padding } from '../networks/layer.js';
import type { Across, MeasureName } from './config.js';

/** An experiment as it is written, once schemas/experiment.schema.json has accepted it. */
export interface Spec {
  readonly version: 1;
  readonly name?: string;
  readonly seed?: number;
  readonly dataset: DatasetSpec;
  readonly probe?: ProbeSpec;
  readonly architectures: Readonly<Record<string, readonly LayerSpec[]>>;
  readonly models: Readonly<Record<string, ModelSpec>>;
  readonly train: TrainSpec;
  readonly capture?: CaptureSpec;
  readonly reduce?: ReducerSpec | readonly ReducerSpec[];
  readonly cluster?: ClustererSpec | readonly ClustererSpec[];
  readonly label?: 'majority';
  readonly compare?: CompareSpec;
}

export interface DatasetSpec {
  readonly use: 'fashion-mnist';
  readonly folder?: string;
  readonly train?: number;
}

export interface ProbeSpec {
  readonly split?: 'train' | 'test';
  readonly size?: number;
}

interface ModelSpec {
  readonly architecture: string;
  readonly init?: number;
  readonly optimizer: OptimizerSpec;
}

export interface TrainSpec {
  readonly epochs: number;
  readonly batchSize?: number;
}

export interface CaptureSpec {
  readonly layers?: readonly string[];
  readonly epochs?: readonly number[];
}

export interface CompareSpec {
  readonly measures?: MeasureName | readonly MeasureName[];
  readonly across?: Across | readonly Across[];
}

/** A choice is a name, or one key with its parameters. */
type Choice<Params extends object> = {
  [Kind in keyof Params]: Kind | Readonly<Pick<Params, Kind>>;
}[keyof Params];

export type LayerSpec = Choice<LayerParams>;
export type OptimizerSpec = Choice<OptimizerParams>;
export type ReducerSpec = Choice<{ pca: PcaSpec }>;
export type ClustererSpec = Choice<{ kmeans: KmeansSpec }>;
export type SizeSpec = number | readonly [number, number];

interface LayerParams {
  conv2d: Conv2dSpec;
  maxPooling2d: MaxPooling2dSpec;
  flatten: { readonly name?: string };
  dense: DenseSpec;
}

export interface Conv2dSpec {
  readonly name?: string;
  readonly filters: number;
  readonly kernelSize: SizeSpec;
  readonly strides?: SizeSpec;
  readonly padding?: Padding;
  readonly activation?: Activation;
}

export interface MaxPooling2dSpec {
  readonly name?: string;
  readonly poolSize?: SizeSpec;
  readonly strides?: SizeSpec;
  readonly padding?: Padding;
}

export interface DenseSpec {
  readonly name?: string;
  readonly units: number;
  readonly activation?: Activation;
}

interface OptimizerParams {
  sgd: { readonly learningRate?: number };
  momentum: { readonly learningRate?: number; readonly momentum?: number };
  adam: {
    readonly learningRate?: number;
    readonly beta1?: number;
    readonly beta2?: number;
    readonly epsilon?: number;
  };
}

interface PcaSpec {
  readonly components?: number;
  readonly whiten?: boolean;
}

interface KmeansSpec {
  readonly k?: number;
  readonly restarts?: number;
  readonly maxIterations?: number;
  readonly tolerance?: number;
}
