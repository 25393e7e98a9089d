import type { FastifyInstance } from 'fastify';
import { ServerError } from '../errors.ts';

/** Does work while fewer than the limit are under way; one more is refused with `server/overloaded`. */
export type Admission = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Limits how many requests are worked on at once. A request counts from the time that its body is there: who sends one
 * slowly, or never, holds up nobody. While the limit is reached, a POST is refused before its body is read.
 */
export function limitPending(app: FastifyInstance, maximum: number): Admission {
  let pending = 0;

  function mustHaveRoom(): void {
    if (pending < maximum) return;
    throw new ServerError(
      'server/overloaded',
      `${maximum} requests are under way already, which is the limit. Send it again in a second.`,
    );
  }

  app.addHook('onRequest', async ({ method }) => {
    if (method === 'POST') mustHaveRoom();
  });
  return async (work) => {
    mustHaveRoom();
    pending++;
    try {
      return await work();
    } finally {
      pending--;
    }
  };
}
