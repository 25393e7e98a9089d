import type { FastifyInstance } from 'fastify';
import type { ServedModels } from '../models/served-models.ts';
import type { Drain } from './drain.ts';

/** `GET /health/live` and `GET /health/ready`: ready while a model is served and the server is not stopping. */
export function healthRoutes(app: FastifyInstance, { models, drain }: { models: ServedModels; drain: Drain }): void {
  app.get('/health/live', async () => ({ status: 'live' }));

  app.get('/health/ready', async (_, reply) => {
    const served = models.current().map(({ registered: { name, version } }) => ({ name, version }));
    const state = drain.begun ? 'stopping' : served.length > 0 ? 'ready' : 'no model is served';
    return reply
      .code(state === 'ready' ? 200 : 503)
      .send({ status: state, models: served, failures: models.failures() });
  });
}
