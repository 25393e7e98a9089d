import { setTimeout as sleep } from 'node:timers/promises';
import type { Places } from '../activities/activities.ts';
import type { Client } from '@temporalio/client';
import { taskQueueOf } from '../client/task-queue.ts';
import { notConnected } from '../connection/connect.ts';
import { dataConverter } from '../connection/payload-codec.ts';
import { settingsOf } from '../connection/temporal-settings.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { workflowBundle } from './workflow-bundle.ts';

const SETTLE_MS = 3_000;

export interface WorkerOptions extends Places {
  /** Of the Temporal server, `host:port`; how it is reached, Temporal's standard variables and file say. */
  address: string;
  /**
   * Aborted to stop: running stages get a second to end, are then cancelled,
   * and go on where another worker finds their checkpoint.
   */
  signal: AbortSignal;
  /** Called once the worker takes work. */
  onReady?: () => void;
}

/**
 * Runs a worker until `signal` is aborted and what it was doing has ended.
 *
 * @throws WorkflowsError as `connect`, and `workflows/search-attributes-missing`
 */
export async function runWorker({ address, root, runsFolder, signal, onReady }: WorkerOptions): Promise<void> {
  // Loaded here, so that a client does not pay for the worker's native part.
  const { NativeConnection, Worker } = await import('@temporalio/worker');
  const { Client: TemporalClient } = await import('@temporalio/client');
  const { promoteModel, rollbackModel } = await import('../client/promotions.ts');
  const { createActivities } = await import('../activities/activities.ts');
  const settings = settingsOf(address);
  const { namespace, options } = settings;
  const converter = dataConverter();
  const connection = await NativeConnection.connect({ address, ...options }).catch(async (error: unknown) => {
    throw await notConnected(error, settings);
  });
  try {
    await registerSearchAttributes(connection, namespace);
    const { codePath, hash } = await workflowBundle();
    const worker = await Worker.create({
      connection,
      namespace,
      ...(converter && { dataConverter: converter }),
      taskQueue: taskQueueOf(root),
      workflowBundle: { codePath },
      // Which code took a run how far, in its history. A newer worker goes on with it: no other is there for it.
      workerDeploymentOptions: {
        version: { deploymentName: 'sightline', buildId: hash.slice(0, 12) },
        useWorkerVersioning: false,
      },
      activities: createActivities({ root, runsFolder }, { promote: promoteModel, rollback: rollbackModel }),
      // A stage uses every core by itself; the second slot keeps short activities from waiting behind it.
      maxConcurrentActivityTaskExecutions: 2,
      maxHeartbeatThrottleInterval: '500 ms',
      shutdownGraceTime: '1 second',
      shutdownForceTime: '20 seconds',
    });
    const running = worker.run();
    const stop = () => worker.shutdown();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    onReady?.();
    const ended = new AbortController();
    const settling = settleEnds(
      new TemporalClient({ connection, namespace, ...(converter && { dataConverter: converter }) }),
      { root, runsFolder },
      ended.signal,
    );
    await running;
    ended.abort();
    await settling;
    signal.removeEventListener('abort', stop);
  } finally {
    await connection.close();
  }
}

/** Notes, until `signal` is aborted, the ends of runs that nobody saw, and tells other homes which are open. */
async function settleEnds(client: Client, places: Places, signal: AbortSignal): Promise<void> {
  const { openRunsSettler } = await import('../client/settle-open-runs.ts');
  const { openRunsTeller } = await import('../client/tell-open-runs.ts');
  const settle = openRunsSettler(client, places);
  const tell = openRunsTeller(places);
  while (!signal.aborted) {
    // A store that cannot be reached: next time.
    await tell(await settle()).catch(() => undefined);
    await sleep(SETTLE_MS, undefined, { signal }).catch(() => undefined);
  }
}
