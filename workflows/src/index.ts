export type { Client } from '@temporalio/client';
export type { Places } from './activities/activities.ts';
export { answerApproval } from './client/answer-approval.ts';
export { cancelBatchPredict, followBatchPredict, startBatchPredict } from './client/batch-predict.ts';
export { cancelRun, startRetrain, startTrainToServe, type RunOptions } from './client/client.ts';
export { endedRun, followRun, type FollowOptions, type LiveRun } from './client/follow-run.ts';
export { promoteModel, rollbackModel } from './client/promotions.ts';
export { hasWorker } from './client/has-worker.ts';
export { queryRun } from './client/query-run.ts';
export { openRuns } from './client/open-runs.ts';
export { connect } from './connection/connect.ts';
export { namedTemporal, type TemporalSettings } from './connection/temporal-settings.ts';
export { taskQueueOf } from './client/task-queue.ts';
export { WorkflowsError } from './errors.ts';
export { openService, serviceState, type ServiceLease } from './service/open-service.ts';
export type { ServiceState } from './service/control-messages.ts';
export { startWorkerProcess, type WorkerProcess } from './worker/worker-process.ts';
export { runWorker, type WorkerOptions } from './worker/worker.ts';
export { workflowBundle } from './worker/workflow-bundle.ts';
export { GC_SCHEDULE, type GcRequest } from './schedules/gc-input.ts';
export { applyGcSchedule } from './schedules/gc-schedule.ts';
export { applySchedule, createSchedule } from './schedules/retrain-schedule.ts';
export type { AppliedSchedule } from './schedules/apply.ts';
export {
  backfillSchedule,
  deleteSchedule,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  showSchedule,
  triggerSchedule,
} from './schedules/schedules.ts';
export type { ScheduleState } from './schedules/schedule-state.ts';
export {
  applyTriggers,
  deleteTriggers,
  listTriggers,
  type AppliedTriggers,
  type Triggered,
} from './triggers/applied.ts';
export { fireByHand } from './triggers/fire-by-hand.ts';
export type { Fired } from './triggers/fire.ts';
export type { Firing } from './triggers/firing.ts';
export { serveTriggers, type TriggerServer, type TriggerServerOptions } from './triggers/serve.ts';
export { firingsOf, type FiringAndRun } from './triggers/why.ts';
export { signWebhook, type WebhookMessage } from './webhooks/signature.ts';
