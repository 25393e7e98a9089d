import { messageOf, PLANS, type Pipeline, type RunWorkflow } from '@sightline/contracts';
import type { RunEvent, Trigger } from '@sightline/contracts/run';
import { WorkflowsError } from '../errors.ts';
import { appendEvent } from './append.ts';
import { readRunState } from './read.ts';
import { reserveRoom } from './reserve.ts';

/** A run before its first stage. */
export interface RunToBegin {
  workflow: RunWorkflow;
  pipeline: Pipeline;
  who: string;
  trigger: Trigger;
  tags?: readonly string[] | undefined;
}

/**
 * Begins the journal of the run in `folder`.
 *
 * @throws what the file system throws
 */
export function beginJournal(folder: string, { workflow, pipeline, who, trigger, tags }: RunToBegin): void {
  reserveRoom(folder);
  appendEvent(folder, {
    event: 'run-started',
    at: Date.now(),
    pipeline: pipeline.name,
    who,
    ...(tags?.length && { tags: [...tags] }),
    trigger,
    plan: [...PLANS[workflow]],
    spec: pipeline,
  } satisfies RunEvent);
}

/**
 * Begins the journal of a run unless that was done by whoever started it.
 *
 * @throws WorkflowsError `workflows/storage-failed`
 */
export async function beginUnlessBegun(folder: string, run: RunToBegin): Promise<void> {
  try {
    if (!(await readRunState(folder))) beginJournal(folder, run);
  } catch (cause) {
    throw notWritable(cause);
  }
}

/** What is said of a run whose folder cannot be written. */
export function notWritable(cause: unknown): WorkflowsError {
  return new WorkflowsError(
    'workflows/storage-failed',
    `The folder of the run could not be written: ${messageOf(cause)}. Make room on that disk, see that the ` +
      'folder is writable, or set SIGHTLINE_HOME to a folder elsewhere.',
    { cause },
  );
}
