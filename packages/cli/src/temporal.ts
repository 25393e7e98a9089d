import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Home } from '@sightline/artifacts';
import type { Client } from '@sightline/workflows';

/** Where Temporal's own programs look for a server. */
const USUAL_PORT = 7233;

/** The Temporal server that was named, or the usual place. */
export function temporalAddress(): { address: string; configured: boolean } {
  const named = process.env['TEMPORAL_ADDRESS'];
  return { address: named || `127.0.0.1:${USUAL_PORT}`, configured: Boolean(named) };
}

export interface TemporalSession {
  client: Client;
  address: string;
  /** Ends what this session started. */
  close(): Promise<void>;
}

interface SessionOptions {
  /** Whether other commands should find a server that is started here: it takes the usual place where that is free. */
  stays?: boolean;
}

/**
 * Connects to Temporal: to `TEMPORAL_ADDRESS` when it is set, else to the default address, else to its own dev server,
 * whose state is in the home folder.
 *
 * @throws WorkflowsError `workflows/server-unreachable` when `TEMPORAL_ADDRESS` is set and does not answer
 */
export async function openTemporal(
  home: Home,
  say: (text: string) => void,
  { stays = false }: SessionOptions = {},
): Promise<TemporalSession> {
  const { connect } = await import('@sightline/workflows');
  const { address, configured } = temporalAddress();
  // Nobody needs to be waited for where nobody listens.
  const isUsualFree = !configured && (await isFree(USUAL_PORT));
  if (!isUsualFree) {
    try {
      return sessionOf(await connect(address), address, async () => undefined);
    } catch (error) {
      if (configured) throw error;
    }
  }
  say(`No Temporal server at ${address}: starting one, with its state in ${home.databaseFile}.`);
  const { startTemporalServer } = await import('@sightline/native');
  const place = stays && isUsualFree ? { port: USUAL_PORT } : {};
  const server = await startTemporalServer({ ...place, databaseFile: home.databaseFile });
  return sessionOf(await connect(server.address), server.address, server.stop);
}

/** As {@link openTemporal}, with its own worker unless one is running already. */
export async function openTemporalWithWorker(
  home: Home,
  say: (text: string) => void,
  options?: SessionOptions,
): Promise<TemporalSession> {
  const { hasWorker, startWorkerProcess } = await import('@sightline/workflows');
  const session = await openTemporal(home, say, options);
  try {
    if (await hasWorker(session.client, home.root)) return session;
    say('No worker is running: starting one for the duration of this command.');
    const worker = await startWorkerProcess({ address: session.address, ...home });
    return { ...session, close: () => inTurn(worker.close, session.close) };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function sessionOf(client: Client, address: string, stop: () => Promise<void>): TemporalSession {
  return { client, address, close: () => inTurn(() => client.connection.close(), stop) };
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

/** Ends both, the second even where the first fails. */
export async function inTurn(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  try {
    await first();
  } finally {
    await second();
  }
}
