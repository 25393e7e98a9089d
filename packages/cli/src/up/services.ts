import type { Home } from '@sightline/artifacts';
import type { RunningServer } from '@sightline/server';
import { inTurn, openTemporal, type TemporalSession } from '../temporal.ts';

const PORTS_TO_TRY = 50;

/** All that a run needs around it, and what answers afterwards. */
export interface Services {
  session: TemporalSession;
  /** Of the model server. */
  serverUrl: string;
  /** Ends what was started: the model server, then the worker, then Temporal. */
  close(): Promise<void>;
}

/**
 * Sees to a Temporal server and a worker that takes runs of other commands too, and starts the model server. What was
 * started ends when a later one fails.
 *
 * @param options.port of the model server, or the first free one after it
 */
export async function startServices(
  home: Home,
  { port, signal, say }: { port: number; signal: AbortSignal; say: (text: string) => void },
): Promise<Services> {
  const session = await openTemporal(home, { say, worker: 'lasting' });
  try {
    signal.throwIfAborted();
    const server = await startServerFrom(port, home.root, say);
    return {
      session,
      serverUrl: server.url,
      close: () => inTurn(() => server.close(), session.close),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function startServerFrom(first: number, root: string, warn: (text: string) => void): Promise<RunningServer> {
  const { startServer } = await import('@sightline/server');
  // The server says the same at each look at the registry.
  const said = new Set<string>();
  const warnOnce = (text: string) => {
    if (!said.has(text)) warn(text);
    said.add(text);
  };
  const logger = { info: () => undefined, warn: warnOnce };
  for (let port = first; ; port++) {
    try {
      return await startServer({ root, port, logger });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port === first + PORTS_TO_TRY) throw error;
    }
  }
}
