import { errorCodeOf, messageOf, type TensorSpec } from '@sightline/contracts';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../../errors.ts';
import type { ReadBody } from '../../http/request-body.ts';
import type { NamedTensors } from '../../inference/tensor.ts';
import type { ServedVersion } from '../../models/served-version.ts';

/** What is wrong with an upload, not with the server. */
const REFUSED = new Set(['ingest/undecodable-image', 'ingest/wrong-medium']);

/** The encoded images of a request: its body, or the files of its form. */
export async function readUploads(
  request: FastifyRequest,
  { readBody, bodyLimit }: { readBody: ReadBody; bodyLimit: number },
): Promise<Buffer[]> {
  return request.isMultipart() ? filesOf(request, readBody, bodyLimit) : [bodyOf(request)];
}

/**
 * Images as the input of a model, prepared as in training: each a sample, or, for a model of clips, together the
 * frames of one.
 *
 * @returns with how many samples they are
 */
export async function inputsOf(
  images: readonly Buffer[],
  { registered, reader, signature }: ServedVersion,
): Promise<{ inputs: NamedTensors; count: number }> {
  const [input, ...others] = signature.inputs as [TensorSpec, ...TensorSpec[]];
  if (others.length > 0) {
    const names = signature.inputs.map(({ name }) => name).join(', ');
    throw new ServerError(
      'server/invalid-request',
      `${registered.name} takes several inputs (${names}), and an image makes one. ` +
        `Send tensors to /v1/models/${registered.name}:predict.`,
    );
  }
  const samples = reader.samplesOf(images);
  const data = new Float32Array(samples.length * reader.size);
  for (const [index, sample] of samples.entries()) {
    const pixels = await reader.read(sample).catch((cause: unknown) => {
      if (!REFUSED.has(errorCodeOf(cause) ?? '')) throw cause;
      const place = `${sample.length === 1 ? 'Image' : 'Clip'} ${index + 1} of ${samples.length}`;
      throw new ServerError('server/invalid-request', `${place}: ${messageOf(cause)}`, { cause });
    });
    reader.write(pixels, data, index * reader.size);
  }
  const shape = [samples.length, ...reader.shape];
  return { inputs: { [input.name]: { dtype: 'float32', data, shape } }, count: samples.length };
}

function bodyOf(request: FastifyRequest): Buffer {
  const type = request.headers['content-type'] ?? '';
  if (!/^(?:image\/|video\/|application\/octet-stream)/i.test(type)) {
    const received = type ? `received ${type.slice(0, 80)}` : 'received no content-type';
    throw new ServerError(
      'server/unsupported-media-type',
      `Expected an image (image/png, image/jpeg, image/webp, image/tiff, image/bmp, …), for a model of clips also a ` +
        `video (video/mp4, …) or a GIF, or multipart/form-data with such files, ${received}.`,
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
  } catch (cause) {
    throw cause instanceof ServerError ? cause : refusedForm(cause);
  }
  if (files.length > 0) return files;
  throw new ServerError('server/invalid-request', 'The multipart body has no files. Expected at least one image file.');
}

/** What the parser of forms has refused. */
function refusedForm(cause: unknown): ServerError {
  if ((cause as { statusCode?: unknown }).statusCode === 413)
    return new ServerError('server/body-too-large', 'The form has too many files, or too large ones', { cause });
  return new ServerError(
    'server/invalid-request',
    'The multipart body could not be read: it is damaged or cut off, or the content-type names no boundary, or ' +
      'another. Expected multipart/form-data with at least one image file.',
    { cause },
  );
}
