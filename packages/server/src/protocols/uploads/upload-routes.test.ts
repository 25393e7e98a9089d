import { deflateSync, crc32 } from 'node:zlib';
import { preprocessSchema } from '@sightline/contracts';
import { decodeImage } from '@sightline/ingest';
import { CLIPS, EMBEDDING, sevenPng, temporaryRegistry, threePng } from '../../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../../server.ts';

const BODY_LIMIT = 100_000;
let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;

beforeAll(async () => {
  registry = await temporaryRegistry();
  await registry.register('digits', { digits: 2 });
  await registry.promote('digits', 1);
  await registry.register('clips', CLIPS);
  await registry.promote('clips', 1);
  await registry.register('colours', EMBEDDING);
  await registry.promote('colours', 1);
  server = await startServer({ root: registry.root, bodyLimit: BODY_LIMIT });
});

afterAll(async () => {
  await server.close();
  await registry.remove();
});

interface Answer {
  model: string;
  version: number;
  milliseconds: number;
  predictions: { label: string; probability: number; probabilities: Record<string, number> }[];
  descriptions: string[];
  error: string;
}

async function post(
  body: Uint8Array | FormData | string,
  type?: string,
  model = 'digits',
): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${server.url}/v1/models/${model}/images`, {
    method: 'POST',
    body,
    ...(type ? { headers: { 'content-type': type } } : {}),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return { status: response.status, body: (await response.json()) as Answer };
}

function form(...images: Uint8Array[]): FormData {
  const data = new FormData();
  images.forEach((image, index) =>
    data.append('files', new Blob([new Uint8Array(image)], { type: 'image/png' }), `${index}.png`),
  );
  return data;
}

/** A PNG in colour whose pixels may be other than its header promises. */
function pngOf(width: number, height: number, pixels: Buffer): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('images', () => {
  it('answers an encoded image with every class, the best first by name', async () => {
    const { status, body } = await post(threePng, 'image/png');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      model: 'digits',
      version: 1,
      milliseconds: expect.any(Number),
      predictions: [{ label: '3' }],
    });
    const { label, probability, probabilities } = body.predictions[0]!;
    expect(Object.keys(probabilities)).toHaveLength(10);
    expect(probability).toBe(probabilities[label]);
    expect(Math.max(...Object.values(probabilities))).toBe(probability);
    expect(Object.values(probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('answers the files of a form in their order, each as if it came alone', async () => {
    const { status, body } = await post(form(threePng, sevenPng, threePng));
    expect(status).toBe(200);
    expect(body.predictions.map(({ label }) => label)).toEqual(['3', '7', '3']);
    const alone = (await post(sevenPng, 'application/octet-stream')).body.predictions[0]!;
    for (const [label, probability] of Object.entries(alone.probabilities))
      expect(body.predictions[1]?.probabilities[label]).toBeCloseTo(probability, 6);
  });

  it('answers a BMP as it answers the PNG of the same pixels', async () => {
    const info = { width: 28, height: 28 };
    const data = await decodeImage(threePng, preprocessSchema.parse({ ...info, channels: 3 }));
    const head = Buffer.alloc(54);
    head.write('BM');
    head.writeUInt32LE(54, 10);
    head.writeUInt32LE(40, 14);
    head.writeInt32LE(info.width, 18);
    head.writeInt32LE(-info.height, 22);
    head.writeUInt16LE(1, 26);
    head.writeUInt16LE(24, 28);
    const rows = Array.from({ length: info.height }, (_, row) => {
      const pixels = data.subarray(row * info.width * 3, (row + 1) * info.width * 3);
      return Buffer.concat([pixels, Buffer.alloc((4 - (pixels.length % 4)) % 4)]);
    });
    const { status, body } = await post(Buffer.concat([head, ...rows]), 'image/bmp');
    expect(status).toBe(200);
    const png = (await post(threePng, 'image/png')).body.predictions[0]!;
    for (const [label, probability] of Object.entries(png.probabilities))
      expect(body.predictions[0]?.probabilities[label]).toBeCloseTo(probability, 2);
  });

  it('tells the task, and each answer in a few words', async () => {
    const { body } = await post(form(threePng, sevenPng));
    expect(body).toMatchObject({ task: 'classification', descriptions: ['3', '7'] });
  });

  it('answers the files of a form once, as the frames of one clip, where the model takes clips', async () => {
    const png = (...pixel: number[]) => pngOf(1, 1, Buffer.from([0, ...pixel]));
    const [red, blue] = [png(255, 0, 0), png(0, 0, 255)];
    const ask = async (...frames: Uint8Array[]) => (await post(form(...frames), undefined, 'clips')).body.descriptions;
    expect(await ask(red, red, blue, red)).toEqual(['red']);
    expect(await ask(blue, red, blue, blue, blue, blue)).toEqual(['blue']);
    const broken = await post(form(red, Buffer.from('bad')), undefined, 'clips');
    expect(broken).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^Clip 1 of 1: /) } });
  });

  const refused: [string, () => [Uint8Array | FormData | string, string?, string?], number, RegExp][] = [
    ['text under the name of an image', () => ['hello', 'image/png'], 400, /^Image 1 of 1: .*Allowed: PNG, JPEG/i],
    [
      'JPEG 2000',
      () => [Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), 'image/jp2'],
      400,
      /^Image 1 of 1: It is JPEG 2000, which is not read\./,
    ],
    ['a truncated image', () => [threePng.subarray(0, 120), 'image/png'], 400, /^Image 1 of 1: .*(damaged|corrupt)/],
    ['an image of 60,000 × 60,000', () => [pngOf(60_000, 60_000, Buffer.alloc(1000)), 'image/png'], 400, /pixel/i],
    ['no bytes', () => ['', 'image/png'], 400, /body is empty/],
    ['a form without files', () => [form()], 400, /./],
    [
      'a form that was cut off',
      () => [
        '--x\r\ncontent-disposition: form-data; name="a"; filename="a.png"\r\n\r\nabc',
        'multipart/form-data; boundary=x',
      ],
      400,
      /multipart/,
    ],
    ['a form without a boundary', () => ['abc', 'multipart/form-data'], 400, /./],
    ['one bad file among good ones', () => [form(threePng, Buffer.from('bad'))], 400, /^Image 2 of 2: /],
    [
      'a type that is no image',
      () => ['{}', 'application/json'],
      415,
      /Expected an image .*received application\/json/,
    ],
    ['a body over the limit', () => [Buffer.alloc(BODY_LIMIT + 1), 'image/png'], 413, /At most 100000 bytes/],
    ['a file over the limit', () => [form(Buffer.alloc(BODY_LIMIT + 1))], 413, /At most 100000 bytes/],
    [
      'files over the limit together',
      () => [form(Buffer.alloc(60_000), Buffer.alloc(60_000))],
      413,
      /At most 100000 bytes/,
    ],
    ['too many files', () => [form(...Array.from({ length: 65 }, () => threePng))], 413, /./],
    ['an unknown model', () => [threePng, 'image/png', 'nothing'], 404, /no model "nothing"/],
  ];

  it.each(refused)('%s: refused, with the reason', async (_, request, status, message) => {
    const answer = await post(...request());
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(message) } });
    expect((await post(threePng, 'image/png')).status).toBe(200);
  });
});

describe('a model whose answers are compared', () => {
  const ask = async (verb: string, body: FormData, model = 'colours') => {
    const response = await fetch(`${server.url}/v1/models/${model}:${verb}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const colour = (...pixel: number[]) => pngOf(1, 1, Buffer.from([0, ...pixel]));
  const [red, orange, blue] = [colour(255, 0, 0), colour(255, 60, 0), colour(0, 0, 255)] as const;

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
