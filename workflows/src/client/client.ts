import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { sightlineHome } from '@sightline/artifacts';
import {
  messageOf,
  parse,
  retrainInputSchema,
  trainToServeInputSchema,
  type RunWorkflow,
  type TrainToServeInput,
  type TrainToServeRequest,
} from '@sightline/contracts';
import type { RetrainInput, RetrainRequest } from '@sightline/contracts/run';
import type { Places } from '../activities/activities.ts';
import { WorkflowsError } from '../errors.ts';
import { appendEvent } from '../journal/append.ts';
import { beginJournal, notWritable, type RunToBegin } from '../journal/begin-run.ts';
import { endRun } from '../journal/end-run.ts';
import { readRunState } from '../journal/read.ts';
import { requireSmall } from './require-small.ts';
import { staticSummaryOf } from './static-summary.ts';
import { taskQueueOf } from './task-queue.ts';

/** Where a run is computed and leaves what it leaves, and what else is noted of it. */
export interface RunOptions {
  /** By default {@link sightlineHome}. */
  home?: Places;
  /** By default `digits-20261123-142530-ab12`. */
  runId?: string;
  tags?: readonly string[];
}

/**
 * Starts a train-to-serve run, and returns its id. Its journal begins before Temporal knows of it, so that no run is
 * without one.
 *
 * @throws ContractError when the request does not fit its schema; WorkflowsError `workflows/run-exists`,
 * `workflows/storage-failed`, `workflows/input-too-large`
 */
export async function startTrainToServe(
  client: Client,
  request: TrainToServeRequest,
  options: RunOptions = {},
): Promise<string> {
  return start(client, 'trainToServe', parse(trainToServeInputSchema, request, 'The run'), options);
}

/**
 * Starts a retraining as a schedule does, and returns its id.
 *
 * @throws as {@link startTrainToServe}
 */
export async function startRetrain(client: Client, request: RetrainRequest, options: RunOptions = {}): Promise<string> {
  return start(client, 'retrain', parse(retrainInputSchema, request, 'The run'), options);
}

async function start(
  client: Client,
  workflow: RunWorkflow,
  input: TrainToServeInput | RetrainInput,
  { home: { root, runsFolder } = sightlineHome(), runId: named, tags }: RunOptions,
): Promise<string> {
  const { pipeline, who } = input;
  requireSmall(input);
  const runId = named ?? newRunId(pipeline.name);
  const folder = join(runsFolder, runId);
  begin(runId, runsFolder, { workflow, pipeline, who, trigger: { kind: 'by-hand' }, tags });
  try {
    await client.workflow.start(workflow, {
      workflowId: runId,
      taskQueue: taskQueueOf(root),
      args: [input],
      staticSummary: staticSummaryOf(pipeline),
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      rmSync(folder, { recursive: true });
      throw alreadyThere(runId);
    }
    const reason = `The run could not be started: ${messageOf(error)}`;
    await endRun(folder, { runId, pipeline: pipeline.name, outcome: 'failed', error: reason, artifacts: {} });
    throw error;
  }
  return runId;
}

/** @throws WorkflowsError `workflows/run-exists`, `workflows/storage-failed` */
export function begin(runId: string, runsFolder: string, run: RunToBegin): void {
  const folder = join(runsFolder, runId);
  try {
    mkdirSync(runsFolder, { recursive: true });
    // Of two who choose the same id, one makes the folder.
    mkdirSync(folder);
    beginJournal(folder, run);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(runId);
    rmSync(folder, { recursive: true, force: true });
    throw notWritable(cause);
  }
}

function alreadyThere(runId: string): WorkflowsError {
  return new WorkflowsError(
    'workflows/run-exists',
    `There is a run "${runId}" already: sightline show ${runId}. Choose another id, or none.`,
  );
}

/**
 * Asks a run to stop: the running stage writes a last checkpoint and ends. One that Temporal does not know, for its
 * state was removed, is ended in its journal.
 *
 * @param options.who asks for it; the journal keeps that
 * @throws WorkflowsError `workflows/run-not-found` where there is no journal either
 */
export async function cancelRun(
  client: Client,
  runId: string,
  { runsFolder, who }: { runsFolder: string; who: string },
): Promise<void> {
  const folder = join(runsFolder, runId);
  const state = await readRunState(folder);
  try {
    // Before Temporal knows of it, for the run may end in no time.
    if (state) appendEvent(folder, { event: 'cancel-requested', at: Date.now(), who });
  } catch {
    // On a full disk too a run can be cancelled.
  }
  const handle = client.workflow.getHandle(runId);
  try {
    // One that has ended is not found either when it is to be cancelled.
    await handle.cancel().catch(() => handle.describe());
  } catch (error) {
    if (!state) notFound(runId, error);
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const { pipeline = runId } = state;
    await endRun(folder, { runId, pipeline, outcome: 'cancelled', error: 'The run was cancelled.', artifacts: {} });
  }
}

/** @throws WorkflowsError `workflows/run-not-found` when that is what `error` says, else `error` */
export function notFound(runId: string, error: unknown): never {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
  throw new WorkflowsError(
    'workflows/run-not-found',
    `The Temporal server does not know run ${runId}: its state was removed, or another server has it ` +
      `(TEMPORAL_ADDRESS). \`sightline cancel ${runId}\` ends it.`,
  );
}

function newRunId(pipeline: string): string {
  const [date, time] = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15).split('T');
  return `${pipeline}-${date}-${time}-${randomBytes(2).toString('hex')}`;
}
