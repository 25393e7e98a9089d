import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readTarget } from './model-path.ts';

/** Answers a request about the promoted version of a model. */
export type Verb = (name: string, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** `POST /v1/models/{name}:{verb}` for the verbs of all protocols. */
export function verbRoutes(app: FastifyInstance, verbs: Readonly<Record<string, Verb>>): void {
  app.post<{ Params: { target: string } }>('/v1/models/:target', async (request, reply) => {
    const { target, verb } = readTarget(request.params.target, Object.keys(verbs));
    return (verbs[verb] as Verb)(target, request, reply);
  });
}
