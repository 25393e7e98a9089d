import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { sightlineHome } from '@sightline/artifacts';
import { messageOf, parse, PLANS, trainToServeInputSchema, type TrainToServeRequest } from '@sightline/contracts';
import type { RunEvent } from '@sightline/contracts/run';
import type { Places } from '../activities/activities.ts';
import { WorkflowsError } from '../errors.ts';
import { appendEvent } from '../journal/append.ts';
import { endRun } from '../journal/end-run.ts';
import { readRunState } from '../journal/read.ts';
import { reserveRoom } from '../journal/reserve.ts';
import { failWhenClosed } from './closed-connection.ts';
import { taskQueueOf } from './task-queue.ts';

/**
 * A client of the Temporal server at `address` (`host:port`); `close()` its connection when done.
 *
 * @param patience milliseconds after which no server is there; more where one is known to be
 */
export async function connect(address: string, patience = 3_000): Promise<Client> {
  try {
    const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), failWhenClosed];
    return new Client({ connection: await Connection.connect({ address, connectTimeout: patience, interceptors }) });
  } catch (cause) {
    throw new WorkflowsError('workflows/server-unreachable', `No Temporal server answers at ${address}.`, { cause });
  }
}

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
 * `workflows/storage-failed`
 */
export async function startTrainToServe(
  client: Client,
  request: TrainToServeRequest,
  { home: { root, runsFolder } = sightlineHome(), runId: named, tags }: RunOptions = {},
): Promise<string> {
  const parsed = parse(trainToServeInputSchema, request, 'The run');
  const { pipeline, who } = parsed;
  const runId = named ?? newRunId(pipeline.name);
  const folder = join(runsFolder, runId);
  if (await readRunState(folder)) throw alreadyThere(runId);
  begin(folder, {
    event: 'run-started',
    at: Date.now(),
    pipeline: pipeline.name,
    who,
    ...(tags?.length && { tags: [...tags] }),
    plan: [...PLANS.trainToServe],
    spec: pipeline,
  });
  try {
    await client.workflow.start('trainToServe', { workflowId: runId, taskQueue: taskQueueOf(root), args: [parsed] });
  } catch (error) {
    const reason = `The run could not be started: ${messageOf(error)}`;
    await endRun(folder, { runId, pipeline: pipeline.name, outcome: 'failed', error: reason, artifacts: {} });
    throw error;
  }
  return runId;
}

function begin(folder: string, event: RunEvent): void {
  try {
    reserveRoom(folder);
    appendEvent(folder, event);
  } catch (cause) {
    throw new WorkflowsError(
      'workflows/storage-failed',
      `The folder of the run could not be written: ${messageOf(cause)}. Make room on that disk, see that the ` +
        'folder is writable, or set SIGHTLINE_HOME to a folder elsewhere.',
      { cause },
    );
  }
}

function alreadyThere(runId: string): WorkflowsError {
  return new WorkflowsError(
    'workflows/run-exists',
    `There is a run "${runId}" already: sightline show ${runId}. Choose another id, or none.`,
  );
}

/** Asks a run to stop: the running stage writes a last checkpoint and ends. */
export async function cancelRun(client: Client, runId: string): Promise<void> {
  await client.workflow
    .getHandle(runId)
    .cancel()
    .catch((error: unknown) => notFound(runId, error));
}

/** @throws WorkflowsError `workflows/run-not-found` when that is what `error` says, else `error` */
export function notFound(runId: string, error: unknown): never {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
  throw new WorkflowsError(
    'workflows/run-not-found',
    `There is no run "${runId}". \`sightline runs\` lists them. (${messageOf(error)})`,
  );
}

function newRunId(pipeline: string): string {
  const [date, time] = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15).split('T');
  return `${pipeline}-${date}-${time}-${randomBytes(2).toString('hex')}`;
}
