import type { Home } from '@sightline/artifacts';
import type { TrainToServeInput } from '@sightline/contracts';
import type { FinishedRun } from '@sightline/contracts/run';
import { messageOf } from '@sightline/contracts/errors';
import type { RunOptions } from '@sightline/workflows';
import type { Output } from './output.ts';
import type { TemporalSession } from './temporal.ts';

interface RunInTerminal extends Omit<RunOptions, 'home'> {
  home: Home;
  signal: AbortSignal;
  output: Output;
}

/**
 * Starts a run and shows it to its end on stderr. When `signal` is aborted the run is cancelled; when the Temporal
 * server or its worker is lost it is started again, and the run goes on.
 *
 * @param options.home where it is computed, and leaves what it leaves
 * @throws what the run fails with; WorkflowsError `workflows/cancelled` when it was cancelled
 */
export async function runInTerminal(
  session: TemporalSession,
  input: TrainToServeInput,
  { home, signal, output, ...noted }: RunInTerminal,
): Promise<FinishedRun> {
  const { cancelRun, startTrainToServe } = await import('@sightline/workflows');
  signal.throwIfAborted();
  const runId = await startTrainToServe(session.client, input, { home, ...noted });
  output.say(`run ${runId}`);
  const cancel = () => {
    output.say(`\nCancelling ${runId}: the running stage is stopping cleanly. Ctrl-C again exits without waiting.`);
    cancelRun(session.client, runId, { runsFolder: home.runsFolder, who: input.who }).catch((error: unknown) =>
      output.say(`The run could not be cancelled: ${messageOf(error)}`),
    );
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await followToEnd(session, runId, { home, signal, output });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/**
 * Shows a run to its end on stderr. When what the session uses is lost it is started again, unless `signal` is aborted.
 *
 * @throws what the run fails with
 */
export async function followToEnd(
  session: TemporalSession,
  runId: string,
  { home, signal, output }: Pick<RunInTerminal, 'home' | 'output'> & { signal?: AbortSignal },
): Promise<FinishedRun> {
  const { followInTerminal } = await import('./terminal/follow-in-terminal.ts');
  for (;;) {
    try {
      return await followInTerminal(session.client, runId, { runsFolder: home.runsFolder, stream: output.stream });
    } catch (error) {
      if (!session.lost.aborted || signal?.aborted) throw error;
      output.say('The process that had Temporal and the worker has ended: starting them again.');
      await session.reopen();
    }
  }
}
