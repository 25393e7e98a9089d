import { pixelPng } from '@sightline/ingest/fixtures/png';
import { EMBEDDING, sevenPng, temporaryRegistry, threePng } from '../../fixtures/registry.fixture.ts';
import { form } from '../../fixtures/uploads.fixture.ts';
import { type RunningServer, startServer } from '../../server.ts';

let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;

beforeAll(async () => {
  registry = await temporaryRegistry();
  for (const [name, options] of [
    ['digits', {}],
    ['colours', EMBEDDING],
  ] as const) {
    await registry.register(name, options);
    await registry.promote(name, 1);
  }
  server = await startServer({ root: registry.root });
});

afterAll(async () => {
  await server.close();
  await registry.remove();
});

describe('a model whose answers are compared', () => {
  const ask = async (verb: string, body: FormData, model = 'colours') => {
    const response = await fetch(`${server.url}/v1/models/${model}:${verb}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const [red, orange, blue] = [pixelPng(255, 0, 0), pixelPng(255, 60, 0), pixelPng(0, 0, 255)] as const;

  it('says whether two images are of one identity', async () => {
    const { status, body } = await ask('verify', form(red, orange));
    expect({ status, body }).toMatchObject({ status: 200, body: { model: 'colours', isSame: true, threshold: 0.5 } });
    expect(body.distance).toBeCloseTo(0.233, 2);
    expect((await ask('verify', form(red, blue))).body).toMatchObject({ isSame: false });
  });

  it('says which samples of its index are nearest, the nearest first', async () => {
    const { neighbours } = (await ask('nearest', form(orange, blue))).body as { neighbours: object[][] };
    expect(neighbours).toHaveLength(2);
    expect(neighbours[0]).toMatchObject([
      { label: 'red', isSame: true },
      { label: 'green', isSame: false },
      { label: 'blue', similarity: 0 },
    ]);
    expect(neighbours[1]?.[0]).toEqual({
      id: 'blue.png',
      label: 'blue',
      similarity: 1,
      distance: 0,
      isSame: true,
      picture: '/v1/models/colours/versions/1/index/2.png',
    });
  });

  it('gives the picture of each, to be kept', async () => {
    const response = await fetch(`${server.url}/v1/models/colours/versions/1/index/2.png`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': expect.stringContaining('immutable'),
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(sevenPng);
  });

  it.each<[string, RegExp]>([
    ['colours/versions/1/index/3.png', /no sample "3"\. Its index has the rows 0 to 2\./],
    ['colours/versions/1/index/x.png', /no sample "x"/],
    ['digits/versions/1/index/0.png', /It has no index\./],
    ['colours/versions/2/index/0.png', /has no version 2/],
  ])('refuses the picture %s', async (path, message) => {
    const response = await fetch(`${server.url}/v1/models/${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: expect.stringMatching(message) });
  });

  it('refuses a version that has none because it was exported before models had an index', async () => {
    const { index: _, ...older } = EMBEDDING;
    await registry.register('colours', older);
    const response = await fetch(`${server.url}/v1/models/colours/versions/2/metadata`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(/no index\.parquet: an older version .* Run the stage export again\./),
    });
  });

  it.each<[string, FormData, string, RegExp]>([
    ['verify', form(red), 'colours', /Expected two images .*received 1/],
    ['verify', form(red, red, red), 'colours', /received 3/],
    ['verify', form(threePng, threePng), 'digits', /answers of digits \(classification\) are not compared/],
    ['nearest', form(threePng), 'digits', /are not compared/],
  ])('refuses %s otherwise, with the reason', async (verb, body, model, message) => {
    const answer = await ask(verb, body, model);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(message) } });
  });
});
