import { ServiceError, type Client } from '@temporalio/client';
import { messageOf } from '@sightline/contracts';
import type { RunState } from '@sightline/contracts/run';
import { stateQuery } from '../definitions/chain/queries.ts';
import { WorkflowsError } from '../errors.ts';
import { notFound } from './client.ts';

/**
 * How a run stands, as its workflow tells: also where the folder of the run is out of reach, and after its end, as long
 * as Temporal remembers it. A worker answers. Epochs and failed attempts are in the journal alone.
 *
 * @throws WorkflowsError `workflows/run-not-found`, or `workflows/server-unreachable` where no worker answers
 */
export async function queryRun(client: Client, runId: string): Promise<RunState> {
  try {
    return await client.workflow.getHandle(runId).query(stateQuery);
  } catch (error) {
    if (!(error instanceof ServiceError)) return notFound(runId, error);
    const reason = messageOf(error.cause ?? error);
    throw new WorkflowsError(
      'workflows/server-unreachable',
      `Run ${runId} could not be asked: no worker answers for it (${reason}). Start one: sightline worker.`,
      { cause: error },
    );
  }
}
