import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from '../../http/admission.ts';
import type { ReadBody } from '../../http/request-body.ts';
import type { ServedModels } from '../../models/served-models.ts';
import { answerOf } from './upload-answer.ts';
import { inputsOf, readUploads } from './upload-request.ts';

/** Files in one form. */
export const MAX_IMAGES = 64;

interface ImageRoute {
  Params: { name: string };
}

/**
 * `POST /v1/models/{name}/images`: encoded images, decoded and preprocessed exactly as in training. One image as the body, or one and more as the files of
 * `multipart/form-data`; answered in their order.
 */
export async function uploadRoutes(
  app: FastifyInstance,
  {
    models,
    readBody,
    admit,
    bodyLimit,
  }: { models: ServedModels; readBody: ReadBody; admit: Admission; bodyLimit: number },
): Promise<void> {
  await app.register(multipart, { limits: { fileSize: bodyLimit, files: MAX_IMAGES } });

  const answer = async (request: FastifyRequest<ImageRoute>) => {
    const started = performance.now();
    const images = await readUploads(request, { readBody, bodyLimit });
    return admit(() =>
      models.use(request.params.name, undefined, async (served) => {
        const { inputs, count } = await inputsOf(images, served);
        const outputs = await served.predict(inputs);
        return {
          ...answerOf(count, served, outputs),
          milliseconds: Math.round((performance.now() - started) * 100) / 100,
        };
      }),
    );
  };
  app.post<ImageRoute>('/v1/models/:name/images', (request) => answer(request));
}
