import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../../errors.ts';
import { writePredictAnswer } from './predict-answer.ts';
import { readPredictRequest } from './predict-request.ts';
import { readTarget, readVersion } from '../model-path.ts';
import type { Serving, Verb } from '../protocol.ts';

/** `curl -d` says form-urlencoded unless told otherwise, and TensorFlow Serving does not mind: neither is refused. */
const JSON_TYPES =
  /^(?:application\/(?:[\w.-]+\+)?json|text\/plain|application\/x-www-form-urlencoded|application\/octet-stream)\s*(?:;|$)/i;

/**
 * `POST /v1/models/{name}[/versions/{version}]:predict`, as TensorFlow Serving answers it. The version is in the header
 * `x-model-version`.
 *
 * @returns what answers for the promoted version
 */
export function predictRoutes(app: FastifyInstance, { models, admit }: Serving): { predict: Verb } {
  const predict = (name: string, version: number | undefined, request: FastifyRequest, reply: FastifyReply) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !JSON_TYPES.test(type)) {
      throw new ServerError(
        'server/unsupported-media-type',
        `Expected application/json, received ${type.slice(0, 80)}. An encoded image goes to /v1/models/${name}/images.`,
      );
    }
    return admit(() =>
      models.use(name, version, async (served) => {
        const { format, inputs } = readPredictRequest(request.body as Buffer | undefined, served.signature);
        const outputs = await served.predict(inputs);
        reply.header('x-model-version', served.registered.version);
        return writePredictAnswer(format, served.signature, outputs);
      }),
    );
  };

  app.post<{ Params: { name: string; target: string } }>('/v1/models/:name/versions/:target', async (request, reply) =>
    predict(request.params.name, readVersion(readTarget(request.params.target, ['predict']).target), request, reply),
  );
  return { predict: (name, request, reply) => predict(name, undefined, request, reply) };
}
