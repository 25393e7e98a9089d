import type { FastifyInstance } from 'fastify';
import { readTarget } from './model-path.ts';
import type { Protocol, Serving, Verb } from './protocol.ts';
import { tensorflowServing } from './tensorflow-serving/tensorflow-serving.ts';
import { uploads } from './uploads/uploads.ts';

/** The ways of asking that a server knows; `protocols.test.ts` says what all of them have in common. */
export const protocols = { tensorflowServing, uploads } as const satisfies Readonly<Record<string, Protocol>>;

/** Adds the routes of all protocols, and `POST /v1/models/{name}:{verb}` for the verbs of each. */
export async function openProtocols(app: FastifyInstance, serving: Serving): Promise<void> {
  const opened = await Promise.all(Object.values(protocols).map((protocol) => protocol.open(app, serving)));
  const verbs: Readonly<Record<string, Verb>> = Object.assign({}, ...opened);
  app.post<{ Params: { target: string } }>('/v1/models/:target', async (request, reply) => {
    const { target, verb } = readTarget(request.params.target, Object.keys(verbs));
    return (verbs[verb] as Verb)(target, request, reply);
  });
}
