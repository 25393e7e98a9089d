import type { Home } from '@sightline/artifacts';
import type { Client, ServiceLease } from '@sightline/workflows';
import { CliError } from './errors.ts';

/** The service is connected to the server already: it is there, however busy the machine is. */
const CONNECT_MS = 60_000;

/** What a command uses while it runs; the other commands of its home share it. */
export interface TemporalSession {
  readonly client: Client;
  readonly address: string;
  /** Aborted when the process that has the server and the worker ended by itself; the client is closed then. */
  readonly lost: AbortSignal;
  /** After a loss: starts them again, with another client, address and signal. */
  reopen(): Promise<void>;
  /** Ends what this session keeps alive and nobody else does. */
  close(): Promise<void>;
}

export interface SessionOptions {
  say: (text: string) => void;
  /** A worker is wanted too; `lasting` where it is there for the runs of other commands. */
  worker?: 'of-a-command' | 'lasting';
}

/**
 * Connects to the Temporal server of the home, or to the one that is named (`TEMPORAL_ADDRESS`, or Temporal's
 * configuration file), and sees to it that it is there, and a worker where one is wanted. Runs that were interrupted go
 * on with a worker that is started here: they are named.
 *
 * @throws SightlineError of `openService`
 */
export async function openTemporal(home: Home, options: SessionOptions): Promise<TemporalSession> {
  let opened = await open(home, options);
  return {
    get client() {
      return opened.client;
    },
    get address() {
      return opened.lease.address;
    },
    get lost() {
      return opened.lease.lost;
    },
    async reopen() {
      opened = await open(home, options);
    },
    close: () => inTurn(() => opened.client.connection.close(), opened.lease.close),
  };
}

async function open(home: Home, { say, worker }: SessionOptions): Promise<{ client: Client; lease: ServiceLease }> {
  const { connect, namedTemporal, openRuns, openService, serviceState } = await import('@sightline/workflows');
  const named = namedTemporal()?.address;
  const isServed = (await serviceState(home)) !== undefined;
  const isWorkedFor = !isServed && worker === 'of-a-command' && (await hasNamedWorker(home));
  if (!isServed && !named) say(`Starting Temporal, with its state in ${home.databaseFile}.`);
  const lease = await openService(home, {
    worker: worker !== undefined && !isWorkedFor,
    lasting: worker === 'lasting',
    address: named,
    onNote: say,
  });
  try {
    const client = await connect(lease.address, CONNECT_MS);
    // What still waits for an answer then fails at once.
    lease.lost.addEventListener('abort', () => void client.connection.close());
    const interrupted = lease.startedWorker ? await openRuns(client, home.root) : [];
    if (interrupted.length > 0) say(`A worker is there again; going on: ${interrupted.map(idOf).join(', ')}.`);
    return { client, lease };
  } catch (error) {
    await lease.close();
    throw error;
  }
}

/** @throws CliError `cli/no-worker` unless a worker is there that does not end with another command */
export async function requireLastingWorker(home: Home): Promise<void> {
  const { serviceState } = await import('@sightline/workflows');
  const state = await serviceState(home);
  if (state?.worker === 'lasting') return;
  if (state?.worker !== 'of-a-command' && (await hasNamedWorker(home))) return;
  throw new CliError(
    'cli/no-worker',
    'No worker would take the runs when this command has ended: nothing was done. `sightline worker` or ' +
      '`sightline up`, in another terminal, takes runs until Ctrl-C; `sightline run` without --no-follow does so ' +
      'by itself.',
  );
}

/**
 * Has something done by a worker that is there already: that of the home's service, or one on the server that was
 * named. Nothing is started.
 *
 * @returns undefined where there is none, or where the server that was named does not answer
 */
export async function withWorker<Result>(
  home: Home,
  work: (client: Client) => Promise<Result>,
): Promise<Result | undefined> {
  const { connect, namedTemporal, serviceState } = await import('@sightline/workflows');
  const state = await serviceState(home);
  if (state && state.worker !== 'none') {
    // With a lease, so that it stays until this is done.
    const session = await openTemporal(home, { say: () => undefined, worker: 'of-a-command' });
    try {
      return await work(session.client);
    } finally {
      await session.close();
    }
  }
  const named = namedTemporal()?.address;
  if (!named || !(await hasNamedWorker(home).catch(() => false))) return undefined;
  const client = await connect(named);
  try {
    return await work(client);
  } finally {
    await client.connection.close();
  }
}

/** Whether a worker that is not the home's own takes its runs from the server that was named. */
async function hasNamedWorker(home: Home): Promise<boolean> {
  const { connect, hasWorker, namedTemporal } = await import('@sightline/workflows');
  const named = namedTemporal()?.address;
  if (!named) return false;
  const client = await connect(named);
  try {
    return await hasWorker(client, home.root);
  } finally {
    await client.connection.close();
  }
}

function idOf({ workflowId }: { workflowId: string }): string {
  return workflowId;
}

/** Ends both, the second even where the first fails. */
export async function inTurn(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  try {
    await first();
  } finally {
    await second();
  }
}
