import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApplicationFailure,
  CancelledFailure,
  ServiceError,
  TerminatedFailure,
  WorkflowFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { arrayFromPayloads, defaultPayloadConverter } from '@temporalio/common';
import {
  ERROR_CODES,
  messageOf,
  progressEventSchema,
  SightlineError,
  type ErrorCode,
  type ProgressEvent,
  type RunProgress,
  type RunResult,
} from '@sightline/contracts';
import { notFound, queryProgress } from './client.ts';
import { WorkflowsError } from '../errors.ts';

const POLL_MS = 400;

/**
 * Follows a run to its end. `onProgress` hears how the stages stand, with the live event of the running one.
 *
 * @throws SightlineError with the code and the message of the stage that failed;
 * WorkflowsError `workflows/cancelled` or `workflows/run-not-found`
 */
export async function followRun(
  client: Client,
  runId: string,
  onProgress: (progress: RunProgress) => void,
): Promise<RunResult> {
  const handle = client.workflow.getHandle<() => Promise<RunResult>>(runId);
  const ended = new AbortController();
  const watching = watch(client, handle, onProgress, ended.signal);
  try {
    const result = await handle.result();
    onProgress({ stages: result.stages });
    return result;
  } catch (error) {
    const progress = await queryProgress(client, handle);
    if (progress) onProgress(progress);
    if (error instanceof WorkflowFailedError) throw reasonOf(runId, error);
    if (error instanceof ServiceError) {
      const reason = messageOf(error.cause ?? error);
      throw new WorkflowsError(
        'workflows/server-unreachable',
        `The Temporal server no longer answers (${reason}). Run ${runId} continues when it is back.`,
        { cause: error },
      );
    }
    return notFound(runId, error);
  } finally {
    ended.abort();
    await watching;
  }
}

async function watch(
  client: Client,
  handle: WorkflowHandle,
  onProgress: (progress: RunProgress) => void,
  ended: AbortSignal,
) {
  while (!ended.aborted) {
    const [progress, current] = await Promise.all([queryProgress(client, handle), liveEvent(handle)]);
    if (progress && !ended.aborted) onProgress({ ...progress, ...(current && { current }) });
    await sleep(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** What the running activity said last: its heartbeat. */
async function liveEvent(handle: WorkflowHandle): Promise<ProgressEvent | undefined> {
  const description = await handle.describe().catch(() => undefined);
  for (const { heartbeatDetails } of description?.raw.pendingActivities ?? []) {
    const [details] = arrayFromPayloads(defaultPayloadConverter, heartbeatDetails?.payloads);
    const event = progressEventSchema.safeParse(details);
    if (event.success) return event.data;
  }
  return undefined;
}

function reasonOf(runId: string, failure: WorkflowFailedError): Error {
  let cause: unknown = failure;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  if (cause instanceof ApplicationFailure && cause.type && cause.type in ERROR_CODES)
    return new SightlineError(cause.type as ErrorCode, cause.message);
  if (cause instanceof CancelledFailure)
    return new WorkflowsError('workflows/cancelled', `Run ${runId} was cancelled.`);
  if (cause instanceof TerminatedFailure)
    return new WorkflowsError('workflows/cancelled', `Run ${runId} was terminated: ${cause.message}`);
  return cause instanceof Error ? cause : failure;
}
