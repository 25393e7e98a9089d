export { doctor, type EngineReport } from './doctor.ts';
export { EngineError } from './errors.ts';
export { statelessUniform } from './random.ts';
export { tf } from './tensorflow.ts';
export { countMultiplyAdds, countParameters } from './program/count.ts';
export { formatProgram } from './program/format.ts';
export {
  describeNode,
  formatType,
  type Attribute,
  type Constant,
  type DataType,
  type Input,
  type Node,
  type Output,
  Program,
  type ProgramParts,
  type Shape,
  type TensorData,
  type Value,
  type ValueId,
  type Variable,
  valuesOf,
} from './program/program.ts';
export { record, type InputSpec, type RecordOptions } from './record/record.ts';
export { outputNamesOf } from './model/model-names.ts';
export { lastingNames } from './layers/model/lasting-names.ts';
export { recordModel } from './model/record-model.ts';
export { programToSavedModel } from './graph/saved-model.ts';
export { type SavedVariable, variablesOfSavedModel } from './graph/saved-variables.ts';
export { type NamedTensor, type TensorFunction } from './record/tracing/trace-options.ts';
export { compileTrainStep, type StepResult, type TrainStep } from './compile/compile-train-step.ts';
export {
  type HostArray,
  isByName,
  isHostArray,
  listOf,
  type NumberArray,
  type NumericArray,
  numericArray,
} from './host/host-array.ts';
export { hoistInvariants } from './passes/hoist-invariants.ts';
export { type HostTensor } from './host/host-tensor.ts';
export { Session, type LoadedProgram } from './session/session.ts';
export { type State } from './session/variable-store.ts';
export { type SessionOptions } from './session/session-config.ts';
export { compile, type Compiled, type Tensors } from './compile/compile.ts';
export { compilePredict, type Predictor } from './compile/compile-predict.ts';
export { type ObjectiveOptions } from './compile/objective/objective.ts';
export { type CompileOptions, type TrainStepOptions } from './compile/options.ts';
export { type OutputObjective } from './compile/objective/output-objective.ts';
export { type ClassWeights } from './compile/objective/class-weights.ts';
export { type Totals } from './compile/objective/totals.ts';
export { targetsOfLoss } from './losses/losses.ts';
export { measure } from './metrics/measure.ts';
export { type Figure, type Judged, type Metric, type Sums } from './metrics/metric.ts';
export { type Metrics } from './metrics/metrics.ts';
export { activation, type ActivationOptions } from './layers/core/activation.ts';
export { type ActivationName } from './layers/activation/activations.ts';
export { additiveAttention } from './layers/attention/additive-attention.ts';
export { attention, type DotAttentionOptions } from './layers/attention/dot-attention.ts';
export { type ScoredAttentionOptions } from './layers/attention/scored-attention.ts';
export { multiHeadAttention, type MultiHeadAttentionOptions } from './layers/attention/multi-head-attention.ts';
export {
  conv1dTranspose,
  type Conv1DTransposeOptions,
  depthwiseConv1d,
  type DepthwiseConv1DOptions,
  separableConv1d,
  type SeparableConv1DOptions,
} from './layers/convolution/convolutions-of-sequences.ts';
export {
  defineLayer,
  type LayerDefinition,
  type LayerMaker,
  type WeightDefinition,
} from './layers/core/define-layer.ts';
export { einsumDense, type EinsumDenseOptions } from './layers/core/einsum-dense.ts';
export {
  adaptiveAveragePooling1d,
  adaptiveAveragePooling2d,
  adaptiveAveragePooling3d,
  adaptiveMaxPooling1d,
  adaptiveMaxPooling2d,
  adaptiveMaxPooling3d,
  type AdaptivePoolingOptions,
} from './layers/pooling/adaptive-pooling.ts';
export { globalAveragePooling3d, globalMaxPooling3d } from './layers/pooling/global-pooling.ts';
export { cropping1d, type Cropping1DOptions, cropping3d, type Cropping3DOptions } from './layers/reshaping/cropping.ts';
export { type SpatialOptions } from './layers/reshaping/spatial-axes.ts';
export {
  upSampling1d,
  type UpSampling1DOptions,
  upSampling3d,
  type UpSampling3DOptions,
} from './layers/reshaping/up-sampling.ts';
export {
  zeroPadding1d,
  type ZeroPadding1DOptions,
  zeroPadding3d,
  type ZeroPadding3DOptions,
} from './layers/reshaping/zero-padding.ts';
export { gru, type GRUOptions } from './layers/recurrent/gru.ts';
export {
  spatialDropout2d,
  spatialDropout3d,
  type SpatialDropoutOptions,
} from './layers/regularization/spatial-dropout.ts';
export { stochasticDepth, type StochasticDepthOptions } from './layers/regularization/stochastic-depth.ts';
export { classToken, type ClassTokenOptions } from './layers/embedding/class-token.ts';
export { patchEmbedding, type PatchEmbeddingOptions } from './layers/embedding/patch-embedding.ts';
export { positionalEmbedding, type PositionalEmbeddingOptions } from './layers/embedding/positional-embedding.ts';
export { squeezeAndExcite, type SqueezeAndExciteOptions } from './layers/attention/squeeze-and-excite.ts';
export { groupNormalization, type GroupNormalizationOptions } from './layers/normalization/group-normalization.ts';
export { layerScale, type LayerScaleOptions } from './layers/normalization/layer-scale.ts';
export { rmsNormalization, type RMSNormalizationOptions } from './layers/normalization/rms-normalization.ts';
export { subtract, type SubtractOptions } from './layers/merge/subtract.ts';
export { spectralNormalization, type SpectralNormalizationOptions } from './layers/wrappers/spectral-normalization.ts';
export { unitNormalization, type UnitNormalizationOptions } from './layers/normalization/unit-normalization.ts';
export { type Loss } from './losses/loss.ts';
export { resolveLoss } from './losses/losses.ts';
export { type Batch } from './compile/objective/batch.ts';
export { hasBfloat16, type Precision } from './precision.ts';
