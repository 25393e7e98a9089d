import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { NamedTensors } from '../../inference/tensor.ts';
import type { ServedVersion } from '../../models/served-version.ts';
import type { Protocol } from '../protocol.ts';
import { nearest, verified } from './comparisons.ts';
import { pictureRoutes } from './picture-routes.ts';
import { answerOf, type UploadAnswer } from './upload-answer.ts';
import { inputsOf, readUploads } from './upload-request.ts';

/** Files in one form. */
export const MAX_IMAGES = 64;

interface ImageRoute {
  Params: { name: string };
}

/**
 * `POST /v1/models/{name}/images`: encoded images, decoded and preprocessed exactly as in training. One image as the
 * body, or one and more as the files of `multipart/form-data`; answered in their order. Verbs are for a model whose
 * answers are compared: `verify`, whether two images are of one identity, and `nearest`, which samples of the model's
 * index are nearest to each.
 */
export const uploads: Protocol = {
  routes: ['POST /v1/models/{name}/images'],
  async open(app, { models, admit, readBody, bodyLimit }) {
    await app.register(multipart, { limits: { fileSize: bodyLimit, files: MAX_IMAGES } });

    const answer = async (
      name: string,
      request: FastifyRequest,
      finish: (answer: UploadAnswer, served: ServedVersion, outputs: NamedTensors) => object,
    ) => {
      const started = performance.now();
      const images = await readUploads(request, { readBody, bodyLimit });
      return admit(() =>
        models.use(name, undefined, async (served) => {
          const { inputs, count } = await inputsOf(images, served);
          const outputs = await served.predict(inputs);
          return {
            ...finish(answerOf(count, served, outputs), served, outputs),
            milliseconds: Math.round((performance.now() - started) * 100) / 100,
          };
        }),
      );
    };
    pictureRoutes(app, { models });
    app.post<ImageRoute>('/v1/models/:name/images', (request) =>
      answer(request.params.name, request, (answered) => answered),
    );
    return {
      verify: (name, request) => answer(name, request, verified),
      nearest: (name, request) => answer(name, request, nearest),
    };
  },
};
