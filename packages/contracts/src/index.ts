export { type LossOptions, lossSchema, type LossSpec } from './training/loss.ts';
export { type MetricOptions, metricSchema, type MetricSpec } from './training/metric.ts';
export {
  artifactKindSchema,
  artifactRefSchema,
  jsonSchema,
  lineageSchema,
  manifestFileSchema,
  manifestSchema,
  refOf,
  sha256Schema,
  type ArtifactKind,
  type ArtifactRef,
  type Json,
  type Lineage,
  type Manifest,
  type ManifestFile,
} from './artifact.ts';
export {
  augmentationSchema,
  augmentInputSchema,
  augmentOutputSchema,
  type Augmentation,
  type AugmentationOptions,
  type AugmentInput,
  type AugmentOutput,
} from './augmentation/augmentation.ts';
export { byName, valueOf } from './by-name.ts';
export { parseAugmentation, type AugmentationSpec } from './spec/parse-augmentation.ts';
export type { PolicyOperation } from './augmentation/policy.ts';
export { mixSchema, type Mix, type MixOptions } from './augmentation/mixing.ts';
export {
  transformSchema,
  type CompositionKind,
  type SimpleTransform,
  type Transform,
  type TransformOptions,
} from './augmentation/transform.ts';
export {
  boxSchema,
  datasetStatisticsSchema,
  inferredSchemaSchema,
  ingestInputSchema,
  ingestOutputSchema,
  quarantinedSchema,
  sampleSchema,
  type Box,
  type DatasetStatistics,
  type InferredSchema,
  type Presence,
  type IngestInput,
  type IngestOutput,
  type Quarantined,
  type Sample,
} from './data/dataset.ts';
export {
  aliasSchema,
  exportInputSchema,
  exportOutputSchema,
  modelNameSchema,
  promoteInputSchema,
  promotionSchema,
  registeredVersionSchema,
  registerInputSchema,
  registerOutputSchema,
  rollbackInputSchema,
  serveInputSchema,
  serveOutputSchema,
  signatureSchema,
  type ExportInput,
  type ExportOutput,
  type PromoteInput,
  type Promotion,
  type RegisteredVersion,
  type RegisterInput,
  type RegisterOutput,
  type RollbackInput,
  type ServeInput,
  type ServeOutput,
  type Signature,
} from './deployment/deployment.ts';
export {
  ContractError,
  errorCodeOf,
  ERROR_CODES,
  messageOf,
  SightlineError,
  type CodeOf,
  type ErrorCode,
} from './errors.ts';
export {
  curvesSchema,
  evaluateInputSchema,
  evaluateOutputSchema,
  gateInputSchema,
  gateOutputSchema,
  gateRulesSchema,
  metricsSchema,
  type Curves,
  type EvaluateInput,
  type EvaluateOutput,
  type GateInput,
  type GateOutput,
  type GateRules,
  type Metrics,
} from './evaluation/evaluation.ts';
export { nearestWord, parse } from './parse.ts';
export { parsePipeline, pipelineSchema, type Pipeline } from './spec/pipeline.ts';
export {
  decodeLimitsSchema,
  preprocessSchema,
  preprocessSpecSchema,
  type DecodeLimits,
  type DecodeOptions,
  type Preprocess,
  type PreprocessSpec,
} from './data/preprocess.ts';
export { progressEventSchema, type ProgressEvent } from './run/progress.ts';
export {
  classWeightingSchema,
  resamplerSchema,
  type ClassWeighting,
  type ResamplerOptions,
  type ResamplerSpec,
} from './augmentation/resampling.ts';
export {
  failedRunSchema,
  reportInputSchema,
  reportOutputSchema,
  runProgressSchema,
  runResultSchema,
  stageNameSchema,
  stageStateSchema,
  trainToServeInputSchema,
  type FailedRun,
  type ReportInput,
  type ReportOutput,
  type RunProgress,
  type RunResult,
  type StageState,
  type TrainToServeInput,
} from './run/run.ts';
export {
  earlyStoppingSchema,
  epochRecordSchema,
  fitSchema,
  labelsSchema,
  modelSpecSchema,
  optimizerSchema,
  scheduleSchema,
  trainInputSchema,
  trainOutputSchema,
  type EpochRecord,
  type FitSpec,
  type FitSpecOptions,
  type ModelSpec,
  type OptimizerOptions,
  type OptimizerSpec,
  type Schedule,
  type TrainInput,
  type TrainOutput,
} from './training/training.ts';
export { deriveSeed, mixSeed, RandomStream } from './random.ts';
export { archiveLimitsSchema, sourceSchema, type ArchiveLimits, type Source, type SourceKind } from './data/source.ts';
export {
  comparisonThresholdsSchema,
  datasetComparisonSchema,
  differenceSchema,
  type ComparisonMeasure,
  type ComparisonThresholds,
  type DatasetComparison,
  type Difference,
} from './data/comparison.ts';
export {
  findingSchema,
  scrubCheckSchema,
  scrubInputSchema,
  scrubOutputSchema,
  scrubPolicySchema,
  type Classifier,
  type Finding,
  type ScrubAction,
  type ScrubCheckName,
  type ScrubInput,
  type ScrubOutput,
  type ScrubPolicy,
  type ScrubThresholds,
} from './data/scrub.ts';
export {
  splitInputSchema,
  splitOutputSchema,
  splitSchema,
  type DivisionName,
  type SplitInput,
  type SplitOutput,
  type SplitShares,
  type SplitSpec,
  type SplitTie,
} from './data/split.ts';
export { splitNameSchema, SPLITS, type SplitName } from './data/split-name.ts';
export { STAGES, type StageName } from './run/stage-names.ts';
