export type { Client } from '@temporalio/client';
export type { Places } from './activities/activities.ts';
export {
  cancelRun,
  connect,
  listRuns,
  showRun,
  startTrainToServe,
  type RunStatus,
  type RunSummary,
} from './client/client.ts';
export { followRun } from './client/follow-run.ts';
export { hasWorker } from './client/has-worker.ts';
export { openRuns } from './client/open-runs.ts';
export { WorkflowsError } from './errors.ts';
export { openService, serviceState, type ServiceLease } from './service/open-service.ts';
export type { ServiceState } from './service/control-messages.ts';
export { startWorkerProcess, type WorkerProcess } from './worker/worker-process.ts';
export { runWorker, type WorkerOptions } from './worker/worker.ts';
export { workflowBundle } from './worker/workflow-bundle.ts';
