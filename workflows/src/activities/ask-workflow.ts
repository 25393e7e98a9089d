import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Attempt } from './attempt.ts';
import { failureIn } from './failure.ts';
import type { StageResult } from './stage-result.ts';

const HEARTBEAT_MS = 3_000;

/** Has something computed by another workflow, as an attempt of the running activity. */
export async function askWorkflow<Output>(
  attempt: Attempt,
  ask: (client: Client) => Promise<Output>,
): Promise<StageResult<Output>> {
  const { client, cancellationSignal } = Context.current();
  attempt.begin();
  const timer = setInterval(() => attempt.beat(), HEARTBEAT_MS);
  try {
    return { output: await ask(client), cached: false };
  } catch (error) {
    throw failureIn(cancellationSignal, error);
  } finally {
    clearInterval(timer);
  }
}
