import { errorCodeOf, messageOf, type TensorSpec } from '@sightline/contracts';
import { decodeImage } from '@sightline/ingest';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { ReadBody } from '../../http/request-body.ts';
import type { NamedTensors } from '../../inference/tensor.ts';
import type { ServedVersion } from '../../models/served-version.ts';

/** The encoded images of a request: its body, or the files of its form. */
export async function readUploads(
  request: FastifyRequest,
  { readBody, bodyLimit }: { readBody: ReadBody; bodyLimit: number },
): Promise<Buffer[]> {
  return request.isMultipart() ? filesOf(request, readBody, bodyLimit) : [bodyOf(request)];
}

/** Images as the input of a model, prepared as in training. */
export async function inputsOf(images: readonly Buffer[], served: ServedVersion): Promise<NamedTensors> {
  const { preprocess, scale, signature } = served;
  const [input] = signature.inputs as [TensorSpec];
  for (const [what, tensors] of Object.entries({ inputs: signature.inputs, outputs: signature.outputs })) {
    if (tensors.length === 1) continue;
    const names = tensors.map(({ name }) => name).join(', ');
    const { name } = served.registered;
    throw new ServerError(
      'server/invalid-request',
      `${name} has several ${what} (${names}), an image is one and gets one answer. Send tensors to /v1/models/${name}:predict.`,
    );
  }
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
  return { [input.name]: { dtype: 'float32', data, shape: [images.length, height, width, channels] } };
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
