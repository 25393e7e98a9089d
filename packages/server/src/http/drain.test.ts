import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { temporaryRegistry, threePng, until } from '../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../server.ts';

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;
let sockets: Socket[];

beforeAll(async () => {
  registry = await temporaryRegistry();
  await registry.register('digits', { digits: 1 });
  await registry.promote('digits', 1);
});

afterAll(async () => registry.remove());

beforeEach(async () => {
  sockets = [];
  server = await startServer({ root: registry.root });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

const HEAD =
  'POST /v1/models/digits/images HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: ' +
  `${threePng.length}\r\n`;
const request = Buffer.concat([Buffer.from(`${HEAD}\r\n`), threePng]);

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** One request on a connection, and what came back. */
async function ask(socket: Socket): Promise<{ status: number; last: boolean }> {
  socket.write(request);
  let said = '';
  while (!said.endsWith('}')) said += ((await once(socket, 'data')) as [Buffer])[0].toString();
  return { status: Number(said.slice(9, 12)), last: /^connection: close/im.test(said) };
}

describe('a server that closes', () => {
  it('answers each request that comes in the time of grace, and asks its client to connect elsewhere', async () => {
    const held = await Promise.all([open(), open(), open()]);
    for (const socket of held) expect(await ask(socket)).toEqual({ status: 200, last: false });
    const closed = server.close({ grace: 6_000 });
    for (const socket of [...held, await open()]) expect(await ask(socket)).toEqual({ status: 200, last: true });
    const ready = await fetch(`${server.url}/health/ready`);
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({
      status: 503,
      body: { status: 'stopping', models: [{ name: 'digits', version: 1 }] },
    });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await closed;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('answers, after that time, what comes on a connection that has a request under way, in its own form', async () => {
    const socket = await open();
    socket.write(`${HEAD}expect: 100-continue\r\n\r\n`);
    await once(socket, 'data');
    const closed = server.close();
    await until('no connection to be taken', () => fetch(server.url).then(() => false, () => true)); // prettier-ignore
    socket.write(threePng);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
    await closed;
  });

  it('does not wait for connections that have sent nothing, or have nothing under way', async () => {
    const ends = [await open(), await open()].map((socket) => once(socket, 'close'));
    await ask(sockets[1] as Socket);
    const started = performance.now();
    await server.close();
    expect(performance.now() - started).toBeLessThan(9_000);
    await Promise.all(ends);
  });

  it('cuts off after ten seconds half a head and half a body; closed twice, it closes once', async () => {
    for (const part of ['POST /v1/models/digits:predict HTTP/1.1\r\nhost: x\r\n', `${HEAD}\r\n{`]) {
      const socket = await open();
      socket.on('error', () => undefined).write(part);
    }
    const ends = sockets.map((socket) => once(socket, 'close'));
    // Both have been read when a request that came after them is answered.
    await ask(await open());
    const started = performance.now();
    await Promise.all([server.close(), server.close({ grace: 60_000 })]);
    expect(performance.now() - started).toBeGreaterThan(9_000);
    await Promise.all(ends);
  });
});
