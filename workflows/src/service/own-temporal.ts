import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Home } from '@sightline/artifacts';
import { connect } from '../client/client.ts';

/** How long Temporal remembers runs that have ended. Their folders stay. */
const RETENTION = '90 days';
/** A server that has answered once does so again, however busy the machine is. */
const START_MS = 60_000;

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
    return { address: named, client, isAlive: () => true, stop: () => client.connection.close() };
  }
  const { startTemporalServer } = await import('@sightline/native');
  const { address, pid, stop } = await startTemporalServer({ databaseFile: home.databaseFile });
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

/** Of a child, which does not stay a zombie for long. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
