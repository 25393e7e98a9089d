import type { FastifyInstance } from 'fastify';
import { ServerError } from './errors.ts';

/** Refuses a POST with `server/overloaded`, before its body is read, while `maximum` of them are under way. */
export function limitPending(app: FastifyInstance, maximum: number): void {
  let pending = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return;
    if (pending >= maximum)
      throw new ServerError(
        'server/overloaded',
        `${maximum} requests are under way already, which is the limit. Send it again in a second.`,
      );
    pending++;
    reply.raw.once('close', () => pending--);
  });
}
