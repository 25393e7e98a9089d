import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Home } from '@sightline/artifacts';
import { messageOf } from '@sightline/contracts';
import type { TemporalServer } from '@sightline/native';
import { connect, requireNamespace } from '../connection/connect.ts';

/** How long Temporal remembers runs that have ended. Their folders stay. */
const RETENTION = '90 days';
/** A server that has answered once does so again, however busy the machine is. */
const START_MS = 60_000;
/** How long the server of a service that was killed may take to end, and to let go of the database. */
const ENDING_MS = 20_000;
const LOOK_MS = 250;

export interface OpenTemporal {
  /** `host:port` */
  address: string;
  client: Client;
  /** Whether its process lives, where that is one of ours. */
  isAlive(): boolean;
  stop(): Promise<void>;
}

/**
 * Starts the Temporal server of a home, on its database and a free port, or connects to the one at `named`.
 *
 * @throws NativeError when it does not start; WorkflowsError `workflows/server-unreachable`
 */
export async function openTemporalServer(home: Home, named: string | undefined): Promise<OpenTemporal> {
  if (named !== undefined) {
    const client = await connect(named);
    await requireNamespace(client, named);
    return { address: named, client, isAlive: () => true, stop: () => client.connection.close() };
  }
  const { address, pid, stop } = await startOn(home.databaseFile);
  const client = await connect(address, START_MS);
  await client.workflowService.updateNamespace({
    namespace: client.options.namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
  });
  return {
    address,
    client,
    isAlive: () => isAlive(pid),
    async stop() {
      await client.connection.close();
      await stop();
    },
  };
}

/** Starts a server on a database that one which is ending may still hold. */
async function startOn(databaseFile: string): Promise<TemporalServer> {
  const { startTemporalServer } = await import('@sightline/native');
  for (const deadline = Date.now() + ENDING_MS; ;) {
    try {
      return await startTemporalServer({ databaseFile });
    } catch (error) {
      if (!messageOf(error).includes('database is locked') || Date.now() > deadline) throw error;
      await sleep(LOOK_MS);
    }
  }
}

/** Of a child, which does not stay a zombie for long. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
