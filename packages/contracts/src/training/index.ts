export { betterOf } from './better.ts';
export { earlyStoppingSchema } from './callbacks.ts';
export { fitSchema, type FitSpec, type FitSpecOptions } from './fit.ts';
export {
  epochRecordSchema,
  epochValues,
  historySchema,
  validationName,
  type EpochRecord,
  type History,
} from './history.ts';
export { lossSchema, type LossOptions, type LossSpec } from './loss.ts';
export { metricSchema, type MetricOptions, type MetricSpec } from './metric.ts';
export {
  modelSpecSchema,
  type ArchitectureName,
  type ImageModelSpec,
  type ModelSettings,
  type ModelSpec,
} from './model.ts';
export { networkName, networkSpecSchema, type NetworkSpec, type CustomModelSpec } from './network.ts';
export { networkInput, shapeProblem, type NetworkInput } from './network-input.ts';
export {
  customMetricsSchema,
  type CustomMetricSpec,
  type CustomModule,
  exportName,
  traitsOf,
} from './custom-module.ts';
export { placeOfWeights, type StartWeights, type WeightsPlace } from './weights.ts';
export { optimizerSchema, type OptimizerOptions, type OptimizerSpec } from './optimizer.ts';
export { samplerSchema, type SamplerSpec, type SamplerSpecOptions } from './sampler.ts';
export { scheduleSchema, type Schedule } from './schedule.ts';
export { trainInputSchema, trainOutputSchema, type TrainInput, type TrainOutput } from './train.ts';
export type { Objective } from './objective.ts';
