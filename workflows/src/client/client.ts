import { randomBytes } from 'node:crypto';
import {
  Client,
  Connection,
  WorkflowNotFoundError,
  type WorkflowExecutionInfo,
  type WorkflowHandle,
} from '@temporalio/client';
import { sightlineHome } from '@sightline/artifacts';
import {
  messageOf,
  parse,
  trainToServeInputSchema,
  type RunProgress,
  type RunResult,
  type TrainToServeInput,
} from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { taskQueueOf } from './task-queue.ts';

const WORKFLOW = 'trainToServe';

export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled';

/** A run as a list shows it. */
export interface RunSummary {
  runId: string;
  status: RunStatus;
  /** ISO 8601. */
  startedAt: string;
  endedAt?: string;
}

/**
 * A client of the Temporal server at `address` (`host:port`); `close()` its connection when done.
 *
 * @param patience milliseconds after which no server is there; more where one is known to be
 */
export async function connect(address: string, patience = 3_000): Promise<Client> {
  try {
    return new Client({ connection: await Connection.connect({ address, connectTimeout: patience }) });
  } catch (cause) {
    throw new WorkflowsError('workflows/server-unreachable', `No Temporal server answers at ${address}.`, { cause });
  }
}

/**
 * Starts a train-to-serve run, and returns its id: `digits-20261123-142530-ab12`.
 *
 * @param options.root the artifact store whose workers take the run; by default that of {@link sightlineHome}
 * @throws ContractError when the input does not fit its schema
 */
export async function startTrainToServe(
  client: Client,
  input: TrainToServeInput,
  options: { root?: string; runId?: string } = {},
): Promise<string> {
  const parsed = parse(trainToServeInputSchema, input, 'The run');
  const runId = options.runId ?? newRunId(parsed.pipeline.name);
  const taskQueue = taskQueueOf(options.root ?? sightlineHome().root);
  await client.workflow.start(WORKFLOW, { workflowId: runId, taskQueue, args: [parsed] });
  return runId;
}

/** The runs that the server remembers, newest first. */
export async function listRuns(client: Client, limit = 50): Promise<RunSummary[]> {
  const runs: RunSummary[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowType = '${WORKFLOW}'`, pageSize: limit })) {
    runs.push(summaryOf(info));
    if (runs.length === limit) break;
  }
  return runs;
}

/**
 * One run: its state, its stages, and its result once it is done.
 * The stages are absent while no worker can report them.
 *
 * @throws WorkflowsError `workflows/run-not-found`
 */
export async function showRun(
  client: Client,
  runId: string,
): Promise<RunSummary & { progress?: RunProgress; result?: RunResult }> {
  const handle = client.workflow.getHandle<(input: TrainToServeInput) => Promise<RunResult>>(runId);
  const summary = summaryOf(await handle.describe().catch((error: unknown) => notFound(runId, error)));
  if (summary.status === 'done') {
    const result = await handle.result();
    return { ...summary, progress: { stages: result.stages }, result };
  }
  const progress = await queryProgress(client, handle);
  return { ...summary, ...(progress && { progress }) };
}

/** Asks a run to stop: the running stage writes a last checkpoint and ends. */
export async function cancelRun(client: Client, runId: string): Promise<void> {
  await client.workflow
    .getHandle(runId)
    .cancel()
    .catch((error: unknown) => notFound(runId, error));
}

/** The stages of a run, or `undefined` while no worker answers. */
export async function queryProgress(client: Client, handle: WorkflowHandle): Promise<RunProgress | undefined> {
  try {
    return await client.withDeadline(Date.now() + 3_000, () => handle.query<RunProgress>('progress'));
  } catch {
    return undefined;
  }
}

/** @throws WorkflowsError `workflows/run-not-found` when that is what `error` says, else `error` */
export function notFound(runId: string, error: unknown): never {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
  throw new WorkflowsError(
    'workflows/run-not-found',
    `There is no run "${runId}". \`sightline runs\` lists them. (${messageOf(error)})`,
  );
}

function summaryOf({ workflowId, status, startTime, closeTime }: Omit<WorkflowExecutionInfo, 'raw'>): RunSummary {
  return {
    runId: workflowId,
    status: statusOf(status.name),
    startedAt: startTime.toISOString(),
    ...(closeTime && { endedAt: closeTime.toISOString() }),
  };
}

function statusOf(name: WorkflowExecutionInfo['status']['name']): RunStatus {
  switch (name) {
    case 'RUNNING':
    case 'CONTINUED_AS_NEW':
      return 'running';
    case 'COMPLETED':
      return 'done';
    case 'CANCELLED':
      return 'cancelled';
    default:
      return 'failed';
  }
}

function newRunId(pipeline: string): string {
  const [date, time] = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15).split('T');
  return `${pipeline}-${date}-${time}-${randomBytes(2).toString('hex')}`;
}
