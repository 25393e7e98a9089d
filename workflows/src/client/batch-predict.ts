import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { hashJson, sightlineHome, storeLocation } from '@sightline/artifacts';
import {
  batchPredictInputSchema,
  parse,
  type BatchPredictRequest,
  type BatchProgress,
  type BatchSummary,
} from '@sightline/contracts';
import type { Places } from '../activities/activities.ts';
import { progressQuery } from '../definitions/progress-query.ts';
import { endingOf, errorOf } from './end-of-run.ts';
import { taskQueueOf } from './task-queue.ts';
import { untilAnswered } from './until-answered.ts';

const POLL_MS = 400;

/**
 * Asks a model about all records of a source, and has the predictions written into a folder. The same request goes on
 * with what an earlier one has begun: by one workflow, however often it is started.
 *
 * @returns the id of the workflow
 * @throws ContractError when the request does not fit its schema
 * @example
 * const records = { kind: 'folder', path: '/data/photos' } as const;
 * const id = await startBatchPredict(client, { name: 'digits', version: 3, records, out: '/data/predictions' });
 * const { answered, bad } = await followBatchPredict(client, id);
 */
export async function startBatchPredict(
  client: Client,
  request: BatchPredictRequest,
  { root }: Pick<Places, 'root'> = sightlineHome(),
): Promise<string> {
  const parsed = parse(batchPredictInputSchema, request, 'The batch prediction');
  const input = { ...parsed, out: resolve(parsed.out) };
  const workflowId = `predict-${input.name}-${hashJson({ root: storeLocation(root), input }).slice(0, 12)}`;
  await client.workflow.start('batchPredict', {
    workflowId,
    taskQueue: taskQueueOf(root),
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return workflowId;
}

/**
 * Follows a batch prediction to its end.
 *
 * @param onProgress hears several times a second how it stands
 * @throws SightlineError with the code and the message of what failed; WorkflowsError `workflows/cancelled`,
 * `workflows/terminated`, `workflows/run-not-found` or `workflows/server-unreachable`
 */
export async function followBatchPredict(
  client: Client,
  id: string,
  onProgress: (progress: BatchProgress) => void = () => undefined,
): Promise<BatchSummary> {
  const handle = client.workflow.getHandle<() => Promise<BatchSummary>>(id);
  const ended = new AbortController();
  const watch = async () => {
    while (!ended.signal.aborted) {
      // Without a worker nobody can say.
      const progress = await handle.query(progressQuery).catch(() => undefined);
      if (progress && !ended.signal.aborted) onProgress(progress);
      await sleep(POLL_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  try {
    return await untilAnswered(() => handle.result());
  } catch (error) {
    throw errorOf(id, endingOf(id, error));
  } finally {
    ended.abort();
    await watching;
  }
}

/** Asks a batch prediction to stop. What is written stays, and the same request goes on from there. */
export async function cancelBatchPredict(client: Client, id: string): Promise<void> {
  await client.workflow.getHandle(id).cancel();
}
