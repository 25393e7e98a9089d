import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askServer, servedModels } from './model-client.ts';

let server: Server;
let url: string;
let answer: { status: number; body: unknown };

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('the client of a model server', () => {
  it.each([
    [400, 'server/invalid-request', false],
    [404, 'server/model-not-found', false],
    [413, 'server/body-too-large', false],
    [415, 'server/unsupported-media-type', false],
    [429, 'server/overloaded', true],
    [500, 'server/model-failed', true],
    [503, 'server/model-failed', true],
  ])('fails with what the server means by %i: %s', async (status, code, retryable) => {
    answer = { status, body: { error: 'because' } };
    const failure = { code, retryable, message: 'because' };
    await expect(askServer(url, 'digits', [new Uint8Array(1)])).rejects.toMatchObject(failure);
  });

  it('lists the models that are served', async () => {
    answer = { status: 200, body: { models: [{ name: 'digits' }, { name: 'animals' }] } };
    expect(await servedModels(url)).toEqual(['digits', 'animals']);
  });

  it.each([
    ['where nothing listens', 'http://127.0.0.1:1', /^No model server answers at http:\/\/127.*sightline serve/],
    ['where something else answers', undefined, /something else.*sightline serve/],
  ])('%s, says that no model server answers', async (_, elsewhere, message) => {
    answer = { status: 200, body: { hello: 'world' } };
    const asking = askServer(elsewhere ?? url, 'digits', [new Uint8Array(1)]);
    await expect(asking).rejects.toMatchObject({
      code: 'deployer/server-unreachable',
      message: expect.stringMatching(message),
    });
  });

  it('ends at once when it is aborted', async () => {
    const asking = askServer(url, 'digits', [new Uint8Array(1)], AbortSignal.abort(new Error('stop')));
    await expect(asking).rejects.toThrow('stop');
  });

  it('reads the answer of any task, whatever its names', async () => {
    const probabilities = JSON.parse('{"__proto__": 0.75, "constructor": 0.25}') as object;
    const prediction = { label: '__proto__', probability: 0.75, probabilities };
    const descriptions = ['__proto__'];
    answer = { status: 200, body: { version: 1, milliseconds: 1, predictions: [prediction], descriptions } };
    const answered = await askServer(url, 'names', [new Uint8Array(1)]);
    expect(JSON.stringify(answered.predictions[0])).toBe(JSON.stringify(prediction));
    expect(answered.descriptions).toEqual(['__proto__']);
  });
});
