import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fastify, { type FastifyInstance } from 'fastify';
import { until } from '../fixtures/registry.fixture.ts';
import { readBodies } from './request-body.ts';

const LIMIT = 1_000_000;
let app: FastifyInstance;
let failures: unknown[];
let sockets: Socket[];

beforeEach(async () => {
  [failures, sockets] = [[], []];
  app = fastify();
  readBodies(app, { bodyLimit: LIMIT, mostHeld: 1.5 * LIMIT });
  app.setErrorHandler((error: Error & { code: string }, _, reply) => {
    failures.push(error);
    return reply.code(400).send({ code: error.code });
  });
  app.post('/', async ({ body }) => ({ length: (body as Buffer).length, last: (body as Buffer).at(-1) }));
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
});

const url = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

/** Sends the head of a request, and gives the connection. */
async function begin(...headers: string[]): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.write(['POST / HTTP/1.1', 'host: x', 'content-type: text/plain', ...headers, '', ''].join('\r\n'));
  await once(socket, 'connect');
  return socket;
}

const answerOf = async (socket: Socket) => ((await once(socket, 'data')) as [Buffer])[0].toString();
async function post(bytes: number, last = 0): Promise<Record<string, unknown>> {
  const body = new Uint8Array(bytes).fill(last, -1);
  const response = await fetch(url(), { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
  return (await response.json()) as Record<string, unknown>;
}

describe('bodies', () => {
  it('are whole, up to the limit and no further', async () => {
    expect(await post(LIMIT, 7)).toEqual({ length: LIMIT, last: 7 });
    expect(await post(LIMIT + 1)).toEqual({ code: 'server/body-too-large' });
    expect(await post(LIMIT)).toEqual({ length: LIMIT, last: 0 });
  });

  it('take the memory of their bytes, not of their chunks', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const memory = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const chunks = 300_000;
    const connected = once(app.server, 'connection') as Promise<[Socket]>;
    const socket = await begin('transfer-encoding: chunked');
    const [atServer] = await connected;
    const before = memory();
    const few = '1\r\n \r\n'.repeat(1_000);
    for (let sent = 0; sent < chunks; sent += 1_000) if (!socket.write(few)) await once(socket, 'drain');
    await until('all chunks to come', () => atServer.bytesRead === socket.bytesWritten);
    expect(memory() - before).toBeLessThan(20_000_000);
    socket.write('0\r\n\r\n');
    expect(await answerOf(socket)).toContain(`{"length":${chunks},"last":32}`);
  });

  it('hold no more than the limit together, until they are answered or broken off', async () => {
    const first = await begin(`content-length: ${LIMIT}`);
    const second = await begin(`content-length: ${LIMIT}`);
    first.write(Buffer.alloc(LIMIT - 1));
    second.write(Buffer.alloc(LIMIT - 1));
    const refused = await Promise.race([answerOf(first), answerOf(second)]);
    expect(refused).toContain('server/overloaded');
    for (const socket of sockets) socket.destroy();
    await until('both to have ended', async () => 'length' in (await post(LIMIT)));
  });

  it('that break off are a mistake of the client', async () => {
    const socket = await begin('content-length: 10');
    socket.write('half');
    socket.destroy();
    await until('the failure', () => failures.length > 0);
    expect(failures).toMatchObject([{ code: 'server/invalid-request' }]);
  });
});
