import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';

const FIRST_SIZE = 4_096;

/**
 * Reads a stream of a request's body into one buffer that grows: a buffer for each chunk is a hundred times the memory
 * when a client sends single bytes. What it takes is held until the reply has been sent.
 *
 * @throws ServerError `server/body-too-large`, or `server/overloaded` when other requests hold too much; what the
 * stream fails with
 */
export type ReadBody = (stream: Readable, request: FastifyRequest) => Promise<Buffer>;

/**
 * Reads the bodies of all requests, of any type, and limits what they hold.
 *
 * @param bodyLimit bytes of one body
 * @param mostHeld bytes of all bodies at once
 * @returns for bodies that are read otherwise
 */
export function readBodies(
  app: FastifyInstance,
  { bodyLimit, mostHeld }: { bodyLimit: number; mostHeld: number },
): ReadBody {
  const heldBy = new WeakMap<FastifyRequest, number>();
  let held = 0;

  function hold(bytes: number, request: FastifyRequest): void {
    if (held + bytes > mostHeld) {
      throw new ServerError(
        'server/overloaded',
        `The requests under way hold ${mostHeld} bytes already, which is the limit. Send it again in a second.`,
      );
    }
    held += bytes;
    heldBy.set(request, (heldBy.get(request) ?? 0) + bytes);
  }

  const read: ReadBody = async (stream, request) => {
    let body = Buffer.alloc(0);
    let length = 0;
    // The stream is left as it is: the answer to a body that is refused goes out on its connection.
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const needed = length + chunk.length;
      if (needed > bodyLimit) throw tooLarge();
      if (needed > body.length) {
        const larger = Math.min(bodyLimit, Math.max(FIRST_SIZE, needed, 2 * body.length));
        hold(larger - body.length, request);
        const grown = Buffer.allocUnsafeSlow(larger);
        body.copy(grown, 0, 0, length);
        body = grown;
      }
      length += chunk.copy(body, length);
    }
    return body.subarray(0, length);
  };

  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => (held -= heldBy.get(request) ?? 0));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, stream: Readable) => {
    if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge();
    return read(stream, request).catch((cause: unknown) => {
      if (cause instanceof ServerError) throw cause;
      throw new ServerError('server/invalid-request', 'The request broke off before its body was complete.', { cause });
    });
  });
  return read;
}

function tooLarge(): ServerError {
  return new ServerError('server/body-too-large', 'The request body is too large');
}
