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
export { byName, valueOf } from './by-name.ts';
export { ContractError, ERROR_CODES, errorCodeOf, messageOf, problemLines, SightlineError } from './errors.ts';
export type { CodeOf, ErrorCode, Problem } from './errors.ts';
export { didYouMean, parse } from './parse.ts';
export { deriveSeed, mixSeed, RandomStream } from './random.ts';
export {
  augmentationSchema,
  augmentInputSchema,
  augmentOutputSchema,
  type Augmentation,
  type AugmentationOptions,
  type AugmentInput,
  type AugmentOutput,
} from './augmentation/augmentation.ts';
export { mixSchema, type Mix, type MixOptions } from './augmentation/mixing.ts';
export type { PolicyOperation } from './augmentation/policy.ts';
export { resamplerSchema, type ResamplerOptions, type ResamplerSpec } from './augmentation/resampling.ts';
export {
  transformSchema,
  type CompositionKind,
  type CustomTransformSpec,
  type SimpleTransform,
  type Transform,
  type TransformOptions,
} from './augmentation/transform.ts';
export { customTransformsOf } from './augmentation/custom-transforms.ts';
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
  datasetStatisticsSchema,
  inferredSchemaSchema,
  type DatasetStatistics,
  type InferredSchema,
  type AnnotationPresence,
} from './data/dataset.ts';
export { boxSchema, type Box, type Frame, type FrameAnnotations, type Keypoint } from './data/frame.ts';
export type { RawImage } from './data/image.ts';
export { ingestInputSchema, ingestOutputSchema, type IngestInput, type IngestOutput } from './data/ingest.ts';
export {
  decodeLimitsSchema,
  preprocessSchema,
  preprocessSpecSchema,
  type DecodeLimits,
  type DecodeOptions,
  type MediumSpec,
  type Preprocess,
  type PreprocessSettings,
  type PreprocessSpec,
} from './data/preprocess.ts';
export { quarantinedSchema, type Quarantined } from './data/quarantine.ts';
export { departedSchema, type Departed, sampleSchema, type Sample, type SamplePart } from './data/sample.ts';
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
export { sourceSchema, type Source, type SourceKind } from './data/source.ts';
export { archiveLimitsSchema, type ArchiveLimits } from './data/source-fields.ts';
export { splitNameSchema, SPLITS, type SplitName } from './data/split-name.ts';
export {
  splitInputSchema,
  splitOutputSchema,
  splitSchema,
  type DivisionName,
  type SplitInput,
  type SplitOutput,
  type SplitFractions,
  type SplitSpec,
  type SplitTie,
} from './data/split.ts';
export { isKept, testFraction } from './data/kept-test.ts';
export {
  evaluateInputSchema,
  evaluateOutputSchema,
  type EvaluateInput,
  type EvaluateOutput,
} from './evaluation/evaluate.ts';
export {
  evaluationSchema,
  evaluationSummarySchema,
  type ClassResult,
  type Evaluation,
  type EvaluationSummary,
} from './evaluation/evaluation.ts';
export {
  exhibitSchema,
  type Curves,
  type Exhibit,
  type ExhibitOf,
  type Gallery,
  type Matrix,
  type Table,
} from './evaluation/exhibit.ts';
export type { Better, Figure, Figures } from './evaluation/figure.ts';
export { formatFigure, formatFigures, formatHeadline, formatValue, wordsOf } from './evaluation/format-figure.ts';
export {
  gateInputSchema,
  gateOutputSchema,
  gateRulesSchema,
  type GateCheck,
  type GateInput,
  type GateOutput,
  type GateRules,
} from './evaluation/gate.ts';
export { approvalSchema, formatApproval, isApproved, type Approval } from './run/approval.ts';
export { type ApprovalAnswer, type TakenAnswer } from './run/approval-answer.ts';
export { progressEventSchema, type ProgressEvent } from './run/progress.ts';
export {
  failedRunSchema,
  finishedRunSchema,
  reportInputSchema,
  reportOutputSchema,
  retrainInputSchema,
  runResultSchema,
  trainToServeInputSchema,
  type ReportInput,
  type RunResult,
  type TrainToServeInput,
  type TrainToServeRequest,
} from './run/run.ts';
export { stageNameSchema, stageStateSchema, type StageState } from './run/stage-state.ts';
export { PLANS, type RunWorkflow } from './run/plans.ts';
export { stageInputs } from './run/stage-inputs.ts';
export type { Hook } from './run/hook.ts';
export type { HookCall } from './run/hook-call.ts';
export type { StageName } from './run/stage-names.ts';
export type { StageInputs, StageOutputs, StageRequests } from './run/stage-types.ts';
export { summaries } from './run/summaries.ts';
export { parseAugmentation, type AugmentationSpec } from './spec/parse-augmentation.ts';
export { keepSamples } from './spec/keep-samples.ts';
export { parsePipeline } from './spec/parse-pipeline.ts';
export { pipelineSchema, type Pipeline } from './spec/pipeline.ts';
export { classWeightingSchema, type ClassWeighting } from './task/class-weighting.ts';
export { figuresOf, taskFigures, type FigureTraits, type TaskFigures } from './task/figures.ts';
export { sortedByCodePoints } from './code-points.ts';
export { classesOf, type AnnotatedSample, type Annotation, type Annotations } from './task/annotations.ts';
export type {
  ComputedHead,
  CosinesHead,
  DenseHead,
  EmbeddingHead,
  HeadSpec,
  NearestNeighboursHead,
  PrototypesHead,
} from './task/head.ts';
export {
  TASK_SCHEMAS,
  taskFileSchema,
  taskSchema,
  type Answer,
  type TaskFile,
  type TaskKind,
  type TaskSettings,
  type TaskSpec,
  type Vocabulary,
} from './task/task.ts';
export { fitsPattern } from './name-pattern.ts';
export * from './deployment/index.ts';
export * from './training/index.ts';
