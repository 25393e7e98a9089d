import type { Home } from '@sightline/artifacts/home';
import type { RunState } from '@sightline/contracts/run';

/** What a person is told about a run on which nobody works, and how it goes on. */
export const NO_WORKER = 'No worker is there: `sightline worker` starts one, and the run goes on.';

/**
 * Runs as they stand now. A journal cannot know that a worker was killed: what is running by its journal, while the
 * home has no worker, waits for one.
 */
export async function withHonestStatus<Run extends RunState>(home: Home, runs: readonly Run[]): Promise<Run[]> {
  if (!runs.some(isRunning)) return [...runs];
  const { serviceState } = await import('@sightline/workflows/service');
  const service = await serviceState(home);
  if (service && service.worker !== 'none') return [...runs];
  return runs.map((run) => (isRunning(run) ? { ...run, status: 'waiting' } : run));
}

function isRunning({ status }: RunState): boolean {
  return status === 'running';
}
