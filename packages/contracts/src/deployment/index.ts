export {
  batchPredictInputSchema,
  batchSummarySchema,
  recordsSourceSchema,
  type BatchCounts,
  type BatchPredictInput,
  type BatchPredictRequest,
  type BatchProgress,
  type BatchSummary,
  type RecordsSource,
} from './batch-predict.ts';
export { exportInputSchema, exportOutputSchema, type ExportInput, type ExportOutput } from './export.ts';
export {
  aliasSchema,
  modelNameSchema,
  predictionsOriginSchema,
  promoteInputSchema,
  promotionSchema,
  registeredVersionSchema,
  registerInputSchema,
  registerOutputSchema,
  rollbackInputSchema,
  type PromoteInput,
  type Promotion,
  type RegisteredVersion,
  type RegisterInput,
  type RegisterOutput,
  type RollbackInput,
} from './registry.ts';
export { serveInputSchema, serveOutputSchema, type ServeInput, type ServeOutput } from './serve.ts';
export {
  elementTypeSchema,
  signatureSchema,
  tensorSpecSchema,
  type ElementType,
  type Signature,
  type TensorSpec,
} from './signature.ts';
export { approvalRuleSchema, type ApprovalRule } from './approval-rule.ts';
export { overlapSchema, runScheduleSchema, type Overlap, type RunSchedule } from './schedule.ts';
export type { NotifyTarget } from './notify.ts';
export type { SecretPlace } from './secret.ts';
export type { RunTriggers } from './triggers.ts';
