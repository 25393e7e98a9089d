import { messageOf, type RunResult, type TrainToServeInput } from '@sightline/contracts';
import type { Client } from '@sightline/workflows';
import type { Output } from './output.ts';

/**
 * Starts a run and shows it to its end on stderr. When `signal` is aborted the run is cancelled.
 *
 * @param options.root the artifact store whose workers take the run
 * @throws what the run fails with; WorkflowsError `workflows/cancelled` when it was cancelled
 */
export async function runInTerminal(
  client: Client,
  input: TrainToServeInput,
  { root, signal, output }: { root: string; signal: AbortSignal; output: Output },
): Promise<RunResult> {
  const { cancelRun, startTrainToServe } = await import('@sightline/workflows');
  const { followInTerminal } = await import('./terminal/follow-in-terminal.ts');
  signal.throwIfAborted();
  const runId = await startTrainToServe(client, input, { root });
  output.say(`run ${runId}`);
  const cancel = () => {
    output.say(`\nCancelling ${runId}: the running stage is stopping cleanly. Ctrl-C again exits without waiting.`);
    cancelRun(client, runId).catch((error: unknown) =>
      output.say(`The run could not be cancelled: ${messageOf(error)}`),
    );
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await followInTerminal(client, runId, output.stream);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
