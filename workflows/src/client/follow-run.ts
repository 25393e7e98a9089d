import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { ProgressEvent } from '@sightline/contracts';
import { NOT_STARTED, stateAfter, type RunState, type FinishedRun } from '@sightline/contracts/run';
import { heartbeatSchema } from '../activities/heartbeat.ts';
import { journalReader } from '../journal/read.ts';
import { readResult } from '../journal/read-result.ts';
import { endingOf, errorOf } from './end-of-run.ts';
import { settleRun } from './settle-run.ts';
import { untilAnswered } from './until-answered.ts';

const POLL_MS = 400;
/** A run as its journal tells, and what the running stage said last. */
export interface LiveRun extends RunState {
  current?: ProgressEvent;
}

export interface FollowOptions {
  /** Where the run has its folder. */
  runsFolder: string;
  /** Hears how the run stands: first of all that has happened, then several times a second. */
  onState: (run: LiveRun) => void;
}

/**
 * Follows a run to its end, or tells how one went that has ended. Stages, epochs and failed attempts are those of its
 * journal, so none is left out, however late one begins to follow.
 *
 * @throws SightlineError with the code and the message of the stage that failed; WorkflowsError `workflows/cancelled`,
 * `workflows/terminated`, `workflows/run-not-found` or `workflows/server-unreachable`
 */
export async function followRun(
  client: Client,
  runId: string,
  { runsFolder, onState }: FollowOptions,
): Promise<FinishedRun> {
  const folder = join(runsFolder, runId);
  const journal = journalReader(folder);
  let state = NOT_STARTED;
  const read = async () => {
    for (const event of await journal.next()) state = stateAfter(state, event);
    return state;
  };
  onState(await read());
  if (state.outcome !== undefined) return endedRun(runId, folder, state);

  const handle = client.workflow.getHandle<() => Promise<FinishedRun>>(runId);
  const ended = new AbortController();
  const watching = watch(handle, { read, onState, ended: ended.signal });
  const answer = await untilAnswered(() => handle.result()).catch((error: unknown) => ({ error }));
  ended.abort();
  await watching;
  // What cannot be written, for the disk is full, is told all the same.
  await settleRun(runsFolder, runId, answer).catch(() => undefined);
  onState(await read());
  if (!('error' in answer)) return answer;
  throw errorOf(runId, endingOf(runId, answer.error), state.cancelledBy);
}

/**
 * What a run came to that has ended: no server is asked.
 *
 * @param folder of the run
 * @throws as {@link followRun} for a run that has no result
 */
export async function endedRun(runId: string, folder: string, state: RunState): Promise<FinishedRun> {
  const { status, reason = '', code, cancelledBy } = state;
  const isOpen = status === 'waiting' || status === 'running' || status === 'waiting-for-approval';
  if (status === 'done' || isOpen) return readResult(folder);
  throw errorOf(runId, { outcome: status, error: reason, ...(code && { code }) }, cancelledBy);
}

interface Watching {
  read: () => Promise<RunState>;
  onState: FollowOptions['onState'];
  ended: AbortSignal;
}

async function watch(handle: WorkflowHandle, { read, onState, ended }: Watching): Promise<void> {
  while (!ended.aborted) {
    const [state, current] = await Promise.all([read(), liveEvent(handle)]);
    if (!ended.aborted) onState({ ...state, ...(current && { current }) });
    await sleep(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** What the running activity said last: its heartbeat. */
async function liveEvent(handle: WorkflowHandle): Promise<ProgressEvent | undefined> {
  const { loadedDataConverter } = handle.client.options;
  const description = await handle.describe().catch(() => undefined);
  for (const { heartbeatDetails } of description?.raw.pendingActivities ?? []) {
    const [details] = await decodeArrayFromPayloads(loadedDataConverter, heartbeatDetails?.payloads);
    const heartbeat = heartbeatSchema.safeParse(details);
    if (heartbeat.success) return heartbeat.data.progress;
  }
  return undefined;
}
