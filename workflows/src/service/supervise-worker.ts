import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@sightline/contracts';
import type { WorkerProcess } from '../worker/worker-process.ts';

/** A worker that ended sooner than this is not started again at once. */
const SETTLED_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface SupervisedWorker {
  /** Ends it for good, once what it is doing has left a checkpoint. */
  close(): Promise<void>;
}

/**
 * Starts a worker, and another one whenever it ends by itself.
 *
 * @param options.onLost called when one ended by itself, with how, or could not be started again
 * @throws what `start` throws the first time
 */
export async function superviseWorker({
  start,
  onLost,
}: {
  start: () => Promise<WorkerProcess>;
  onLost: (how: string) => void;
}): Promise<SupervisedWorker> {
  const closing = new AbortController();
  let worker = await start();

  const again = async (): Promise<string> => {
    try {
      worker = await start();
      if (closing.signal.aborted) await worker.close();
      return await worker.exited;
    } catch (error) {
      return `could not be started: ${messageOf(error)}`;
    }
  };
  const supervise = async () => {
    let how = await worker.exited;
    for (let wait = 0; !closing.signal.aborted;) {
      onLost(how);
      await sleep(wait, undefined, { signal: closing.signal }).catch(() => undefined);
      const startedAt = Date.now();
      if (!closing.signal.aborted) how = await again();
      const hasSettled = Date.now() - startedAt > SETTLED_MS;
      wait = hasSettled ? 0 : Math.min(Math.max(FIRST_WAIT_MS, 2 * wait), LONGEST_WAIT_MS);
    }
  };
  const supervising = supervise();
  return {
    async close() {
      closing.abort();
      await worker.close();
      await supervising;
    },
  };
}
