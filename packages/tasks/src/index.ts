export { classificationCurves } from './classification/curves.ts';
export { classificationMetrics } from './classification/metrics.ts';
export { type Predictions } from './classification/predictions.ts';
export { fewShotEpisodes, type FewShotOptions, type FewShotResult } from './embedding/few-shot.ts';
export { wilsonInterval } from './statistics/wilson-interval.ts';
export { classWeights } from './classification/class-weights.ts';
export { TaskError } from './errors.ts';
export { checkAnnotations, learnTask, openTask, tasks } from './tasks.ts';
export type {
  AnswerComparison,
  Example,
  OpenOptions,
  OpenTask,
  Outputs,
  Targets,
  Task,
  TaskEvaluation,
  TensorType,
} from './task.ts';
