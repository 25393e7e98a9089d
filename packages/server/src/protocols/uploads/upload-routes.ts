import multipart from '@fastify/multipart';
import { errorCodeOf, messageOf } from '@sightline/contracts';
import { decodeImage } from '@sightline/ingest';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from '../../http/admission.ts';
import { ServerError } from '../../errors.ts';
import type { TensorData } from '../../inference/inference-messages.ts';
import type { ReadBody } from '../../http/request-body.ts';
import type { ServedModels } from '../../models/served-models.ts';
import type { ServedVersion } from '../../models/served-version.ts';

/** Files in one form. */
export const MAX_IMAGES = 64;

interface ImageRoute {
  Params: { name: string };
}

/**
 * `POST /v1/models/{name}/images`: encoded images, decoded and preprocessed exactly as in training. One image as the body, or one and more as the files of
 * `multipart/form-data`; answered in their order.
 */
export async function imageRoutes(
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
    const images = request.isMultipart() ? await filesOf(request, readBody, bodyLimit) : [bodyOf(request)];
    return admit(() =>
      models.use(request.params.name, undefined, async (served) => {
        const output = await served.predict(await tensorOf(images, served));
        const { name, version } = served.registered;
        const predictions = images.map((_, row) =>
          ranked(served.labels, output.data.subarray(row * served.labels.length, (row + 1) * served.labels.length)),
        );
        return {
          model: name,
          version,
          predictions,
          milliseconds: Math.round((performance.now() - started) * 100) / 100,
        };
      }),
    );
  };
  app.post<ImageRoute>('/v1/models/:name/images', (request) => answer(request));
}

function bodyOf(request: FastifyRequest): Buffer {
  const type = request.headers['content-type'] ?? '';
  if (!/^(?:image\/|application\/octet-stream)/i.test(type)) {
    const received = type ? `received ${type.slice(0, 80)}` : 'received no content-type';
    throw new ServerError(
      'server/unsupported-media-type',
      `Expected an image (image/png, image/jpeg, image/webp, image/tiff, image/bmp, …) or multipart/form-data with image files, ${received}.`,
    );
  }
  const body = request.body as Buffer | undefined;
  if (body?.length) return body;
  throw new ServerError('server/invalid-request', 'The request body is empty. Expected the bytes of an image file.');
}

async function filesOf(request: FastifyRequest, readBody: ReadBody, bodyLimit: number): Promise<Buffer[]> {
  const files: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request.files()) {
      const file = await readBody(part.file, request);
      bytes += file.length;
      if (bytes > bodyLimit)
        throw new ServerError('server/body-too-large', `The files are larger than ${bodyLimit} bytes together`);
      files.push(file);
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode || error instanceof ServerError) throw error;
    throw new ServerError('server/invalid-request', `The multipart body could not be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  if (files.length > 0) return files;
  throw new ServerError('server/invalid-request', 'The multipart body has no files. Expected at least one image file.');
}

async function tensorOf(images: Buffer[], { preprocess, scale }: ServedVersion): Promise<TensorData> {
  const { width, height, channels } = preprocess;
  const size = width * height * channels;
  const data = new Float32Array(images.length * size);
  for (const [index, image] of images.entries()) {
    const pixels = await decodeImage(image, preprocess).catch((cause: unknown) => {
      if (errorCodeOf(cause) !== 'ingest/undecodable-image') throw cause;
      throw new ServerError('server/invalid-request', `Image ${index + 1} of ${images.length}: ${messageOf(cause)}`, {
        cause,
      });
    });
    scale(pixels, data, index * size);
  }
  return { data, shape: [images.length, height, width, channels] };
}

function ranked(labels: string[], probabilities: Float32Array) {
  const values = labels.map((_, index) => probabilities[index] ?? 0);
  const best = values.indexOf(Math.max(...values));
  return {
    label: labels[best],
    probability: values[best],
    probabilities: Object.fromEntries(labels.map((label, index) => [label, values[index]])),
  };
}
