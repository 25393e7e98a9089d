import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Milliseconds between two looks for connections that have nothing under way. */
const LOOK = 50;
/** Milliseconds that a connection with something under way has to end. */
const DRAIN_LIMIT = 10_000;

/** How a server stops without losing requests. */
export interface Drain {
  /**
   * The server is about to stop: it says that it is not ready, and each answer asks the client to connect elsewhere.
   */
  readonly begun: boolean;
  /**
   * Goes on taking requests for `grace` milliseconds, then takes none on new connections, answers those on open ones,
   * and closes. A connection whose request has not come or been answered {@link DRAIN_LIMIT} ms later is cut off.
   */
  run(grace: number): Promise<void>;
}

/** `app` must be made with `return503OnClosing: false`. */
export function drainOf(app: FastifyInstance): Drain {
  const connections = new Set<Socket>();
  let begun = false;

  app.server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  app.addHook('onSend', async (_, reply) => {
    if (begun) reply.header('connection', 'close');
  });

  function hangUp(): void {
    app.server.closeIdleConnections();
    // To Node those that have sent nothing yet, such as a browser opens ahead of need, are not idle.
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  }

  return {
    get begun() {
      return begun;
    },
    async run(grace) {
      begun = true;
      if (grace > 0) await sleep(grace);
      const looking = setInterval(hangUp, LOOK);
      const limit = setTimeout(() => connections.forEach((socket) => socket.destroy()), DRAIN_LIMIT);
      const closed = app.close();
      hangUp();
      await closed;
      clearInterval(looking);
      clearTimeout(limit);
    },
  };
}
