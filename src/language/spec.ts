import type { Activation, Initializer, Padding } from '../networks/layer.js';
import type { Across, CsvChoice, EngineChoice, MeasureName, NumpyChoice } from './config.js';

/** An experiment as it is written, once schemas/experiment.schema.json has accepted it. */
export interface Spec {
  readonly version: 1;
  readonly name?: string;
  readonly seed?: number;
  readonly engine?: EngineChoice;
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
  readonly run?: RunSpec;
}

export interface DatasetSpec {
  readonly use: DatasetChoiceSpec;
  readonly train?: number;
  readonly standardize?: boolean;
}

export type DatasetChoiceSpec = Choice<DatasetParams>;

export interface DatasetParams {
  'fashion-mnist': { readonly folder?: string };
  mnist: object;
  idx: { readonly folder: string; readonly classNames?: readonly string[] };
  numpy: NumpySpec;
  csv: CsvSpec;
}

interface ArraysSpec {
  readonly samples: string;
  readonly labels: string;
}

interface NumpySpec extends ArraysSpec {
  readonly test?: number | ArraysSpec;
  readonly classNames?: readonly string[];
  readonly layout?: NumpyChoice['layout'];
}

interface CsvSpec {
  readonly file: string;
  readonly label: string;
  readonly features?: readonly string[];
  readonly exclude?: readonly string[];
  readonly separator?: CsvChoice['separator'];
  readonly missing?: CsvChoice['missing'];
  readonly test?: number | string;
}

export interface ProbeSpec {
  readonly split?: 'train' | 'test';
  readonly size?: number;
}

interface ModelSpec {
  readonly architecture: string;
  readonly init?: number;
  readonly optimizer: OptimizerSpec;
  readonly engine?: EngineChoice;
}

export interface TrainSpec {
  readonly epochs: number;
  readonly batchSize?: number;
  readonly labelSmoothing?: number;
  readonly labelNoise?: number;
  readonly augment?: { readonly shift?: number; readonly flip?: boolean };
}

export interface CaptureSpec {
  readonly layers?: readonly string[];
  readonly epochs?: readonly number[];
}

export interface CompareSpec {
  readonly measures?: MeasureName | readonly MeasureName[];
  readonly across?: Across | readonly Across[];
}

export interface RunSpec extends LimitsSpec {
  readonly jobs?: number | 'auto';
  readonly failFast?: boolean;
  readonly stages?: Readonly<Record<string, LimitsSpec>>;
}

interface LimitsSpec {
  readonly retries?: number;
  readonly timeout?: string;
  readonly memory?: string;
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

export interface LayerParams {
  conv2d: Conv2dSpec;
  depthwiseConv2d: DepthwiseConv2dSpec;
  maxPooling2d: PoolingSpec;
  averagePooling2d: PoolingSpec;
  avgPooling2d: PoolingSpec;
  globalAveragePooling2d: NamedSpec;
  flatten: NamedSpec;
  dense: DenseSpec;
  dropout: DropoutSpec;
  batchNormalization: BatchNormalizationSpec;
  add: AddSpec;
  activation: ActivationSpec;
}

interface NamedSpec {
  readonly name?: string;
}

interface WeightedSpec extends NamedSpec {
  readonly activation?: Activation;
  readonly kernelInitializer?: Initializer;
}

export interface Conv2dSpec extends WeightedSpec {
  readonly filters: number;
  readonly kernelSize: SizeSpec;
  readonly strides?: SizeSpec;
  readonly padding?: Padding;
}

export interface DepthwiseConv2dSpec extends WeightedSpec {
  readonly kernelSize: SizeSpec;
  readonly depthMultiplier?: number;
  readonly strides?: SizeSpec;
  readonly padding?: Padding;
}

export interface PoolingSpec extends NamedSpec {
  readonly poolSize?: SizeSpec;
  readonly strides?: SizeSpec;
  readonly padding?: Padding;
}

interface DenseSpec extends WeightedSpec {
  readonly units: number;
}

interface DropoutSpec extends NamedSpec {
  readonly rate: number;
}

interface BatchNormalizationSpec extends NamedSpec {
  readonly momentum?: number;
  readonly epsilon?: number;
}

interface AddSpec extends NamedSpec {
  readonly with: string;
}

interface ActivationSpec extends NamedSpec {
  readonly activation: Activation;
}

interface OptimizerParams {
  sgd: StepSpec;
  momentum: StepSpec & { readonly momentum?: number };
  rmsprop: StepSpec & { readonly decay?: number; readonly momentum?: number; readonly epsilon?: number };
  adam: StepSpec & { readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number };
}

interface StepSpec {
  readonly learningRate?: LearningRateSpec;
  readonly weightDecay?: number;
}

export type LearningRateSpec =
  | number
  | { readonly step: { readonly initial: number; readonly factor?: number; readonly every: number } }
  | { readonly cosine: { readonly initial: number; readonly final?: number; readonly epochs?: number } };

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
