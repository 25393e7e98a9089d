import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { temporaryRegistry, TENSORS, threePng } from './fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from './server.ts';

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;

beforeAll(async () => {
  registry = await temporaryRegistry();
  for (const digits of [1, 2] as const) await registry.register('digits', { digits });
  await registry.promote('digits', 2);
  server = await startServer({ root: registry.root, maxPending: 4 });
});

afterAll(async () => {
  await server.close();
  await registry.remove();
});

const get = async (path: string) => {
  const response = await fetch(server.url + path);
  return { status: response.status, body: await response.json() };
};
const available = (version: string) => ({
  version,
  state: 'AVAILABLE',
  status: { error_code: 'OK', error_message: '' },
});

type Tensors = Record<string, { dtype: string; tensor_shape: { dim: { size: string }[] } }>;
interface Metadata {
  metadata: { signature_def: { signature_def: { serving_default: { inputs: Tensors; outputs: Tensors } } } };
}

describe('server', () => {
  it('reports the status of a model and of a version, as TensorFlow Serving does', async () => {
    expect(await get('/v1/models/digits')).toEqual({ status: 200, body: { model_version_status: [available('2')] } });
    expect(await get('/v1/models/digits/versions/2')).toEqual({
      status: 200,
      body: { model_version_status: [available('2')] },
    });
    expect(await get('/v1/models/digits/versions/1')).toEqual({
      status: 200,
      body: { model_version_status: [{ ...available('1'), state: 'START' }] },
    });
    expect(await get('/v1/models/digits/versions/3')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('versions 1 to 2') },
    });
    expect(await get('/v1/models/digits/versions/two')).toMatchObject({ status: 400 });
  });

  it('reports the signature of a model, as TensorFlow Serving does', async () => {
    const tensor = (name: string, ...sizes: string[]) => ({
      [name]: {
        dtype: 'DT_FLOAT',
        tensor_shape: { dim: sizes.map((size) => ({ size, name: '' })), unknown_rank: false },
        name,
      },
    });
    const signature = {
      inputs: tensor('image', '-1', '28', '28', '1'),
      outputs: tensor('probabilities', '-1', '10'),
      method_name: 'tensorflow/serving/predict',
    };
    expect(await get('/v1/models/digits/metadata')).toEqual({
      status: 200,
      body: {
        model_spec: { name: 'digits', signature_name: 'serving_default', version: '2' },
        metadata: { signature_def: { signature_def: { serving_default: signature } } },
      },
    });
  });

  it('reports types and open sizes', async () => {
    await registry.register('tensors', TENSORS);
    const { body } = await get('/v1/models/tensors/versions/1/metadata');
    const { inputs, outputs } = (body as Metadata).metadata.signature_def.signature_def.serving_default;
    const types = (of: typeof inputs) => Object.entries(of).map(([name, { dtype }]) => [name, dtype]);
    expect(types(inputs)).toEqual([
      ['image', 'DT_FLOAT'],
      ['count', 'DT_INT64'],
      ['index', 'DT_INT32'],
      ['bytes', 'DT_UINT8'],
      ['mask', 'DT_BOOL'],
    ]);
    const sizes = outputs.twice?.tensor_shape.dim.map(({ size }) => size);
    expect(sizes).toEqual(['-1', '-1', '-1', '3']);
  });

  it('gives the page what is served and how it was trained', async () => {
    const model = {
      name: 'digits',
      version: 2,
      shape: [28, 28, 1],
      isSearchable: false,
    };
    expect(await get('/ui/models')).toEqual({
      status: 200,
      body: { models: [model] },
    });
    const { body } = await get('/v1/models/digits/report');
    expect(body).toMatchObject({
      version: 2,
      evaluation: { samples: 1500, headline: 'accuracy' },
      history: { bestEpoch: expect.any(Number), epochs: expect.any(Array) },
    });
  });

  it('serves the page with a policy that lets nothing in from outside', async () => {
    const response = await fetch(server.url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await response.text();
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetch(server.url + path)).status).toBe(200);
  });

  it('answers while more clients than may be under way send their bodies slowly, or not at all', async () => {
    const stuck = await Promise.all(Array.from({ length: 8 }, () => openUnfinishedRequest(server, 10)));
    const answer = await fetch(`${server.url}/v1/models/digits/images`, {
      method: 'POST',
      body: threePng,
      headers: { 'content-type': 'image/png' },
    });
    expect(answer.status).toBe(200);
    for (const socket of stuck) socket.destroy();
  });

  it('refuses wrong options by name', async () => {
    await expect(startServer({ root: registry.root, port: 70_000 })).rejects.toMatchObject({
      code: 'contracts/invalid-input',
      message: expect.stringContaining('port'),
    });
  });

  it('fails to start on an address in use', async () => {
    await expect(startServer({ root: registry.root, port: Number(new URL(server.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('answers the requests under way before it closes', async () => {
    const another = await startServer({ root: registry.root });
    const underWay = await Promise.all(
      Array.from({ length: 4 }, () => openUnfinishedRequest(another, threePng.length)),
    );
    const closed = another.close();
    const answers = underWay.map(async (socket) => {
      socket.write(threePng);
      return ((await once(socket, 'data')) as [Buffer])[0].toString();
    });
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    await closed;
    await expect(fetch(another.url)).rejects.toThrow();
  });
});

/** Sends the head of a POST and waits until the server asks for the body. */
async function openUnfinishedRequest({ url }: RunningServer, bytes: number): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /v1/models/digits/images HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: ${bytes}\r\n` +
      'expect: 100-continue\r\n\r\n',
  );
  await once(socket, 'data');
  return socket;
}
