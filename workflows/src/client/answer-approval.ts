import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { errorCodeOf, messageOf, type ApprovalAnswer, type TakenAnswer } from '@sightline/contracts';
import { answerUpdate } from '../definitions/chain/updates.ts';
import { WorkflowsError } from '../errors.ts';
import { notFound } from './client.ts';

/**
 * Approves or rejects the version that a run waits with, and returns the answer as it was taken, once the journal of
 * the run has it. The first answer counts. A worker takes it: where there is none, this waits until there is.
 *
 * @throws WorkflowsError `workflows/invalid-answer` for one without a name or a reason, or a too long one;
 * `workflows/approval-answered` for a second one; `workflows/approval-not-awaited` before it is asked for, and when
 * its time is over or the run has ended; `workflows/run-not-found`
 * @example
 * await answerApproval(client, runId, { decision: 'approve', who: 'ada', why: 'fewer 4/9 mix-ups' });
 */
export async function answerApproval(client: Client, runId: string, answer: ApprovalAnswer): Promise<TakenAnswer> {
  const handle = client.workflow.getHandle(runId);
  try {
    return await handle.executeUpdate(answerUpdate, { args: [answer] });
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw refusalOf(runId, error);
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    // A run that has ended is not found either when it is sent something.
    await handle.describe().catch((missing: unknown) => notFound(runId, missing));
    throw ended(runId);
  }
}

function refusalOf(runId: string, { cause }: WorkflowUpdateFailedError): WorkflowsError {
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  const code = errorCodeOf({ code: type });
  // Of others there is only one: the run ended before it had looked at the answer.
  if (!code?.startsWith('workflows/')) return ended(runId);
  return new WorkflowsError(code as WorkflowsError['code'], messageOf(cause), { cause });
}

function ended(runId: string): WorkflowsError {
  return new WorkflowsError(
    'workflows/approval-not-awaited',
    `Run ${runId} has ended and waits for no answer: sightline show ${runId}.`,
  );
}
