import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { preprocessSchema } from '@sightline/contracts';
import { decodeImage } from '@sightline/ingest';
import { pixelPng } from '@sightline/ingest/fixtures/png';
import { form } from '../../fixtures/uploads.fixture.ts';
import { CLIPS, sevenPng, temporaryRegistry, threePng } from '../../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../../server.ts';

/** Not on every machine. */
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const BODY_LIMIT = 100_000;
/** Of one pixel, for ffmpeg. */
const SCALE = 'scale=16:16:flags=neighbor';
let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;

beforeAll(async () => {
  registry = await temporaryRegistry();
  await registry.register('digits', { digits: 2 });
  await registry.promote('digits', 1);
  await registry.register('clips', CLIPS);
  await registry.promote('clips', 1);
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

  it('reports the task, and each answer in a few words', async () => {
    const { body } = await post(form(threePng, sevenPng));
    expect(body).toMatchObject({ task: 'classification', descriptions: ['3', '7'] });
  });

  it('answers the files of a form once, as the frames of one clip, where the model takes clips', async () => {
    const [red, blue] = [pixelPng(255, 0, 0), pixelPng(0, 0, 255)];
    const ask = async (...frames: Uint8Array[]) => (await post(form(...frames), undefined, 'clips')).body.descriptions;
    expect(await ask(red, red, blue, red)).toEqual(['red']);
    expect(await ask(blue, red, blue, blue, blue, blue)).toEqual(['blue']);
    const broken = await post(form(red, Buffer.from('bad')), undefined, 'clips');
    expect(broken).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^Clip 1 of 1: /) } });
  });

  it('answers a video, a GIF and the frames themselves alike, where the model takes clips', async () => {
    const frames = [pixelPng(255, 0, 0), pixelPng(0, 0, 255), pixelPng(255, 255, 0), pixelPng(0, 0, 0)];
    const { predictions } = (await post(form(...frames), undefined, 'clips')).body;
    expect(predictions).toHaveLength(1);
    for (const [type, movie] of hasFfmpeg ? await moviesOf(frames) : []) {
      const sent = await post(movie, type, 'clips');
      expect({ type, predictions: sent.body.predictions }).toEqual({ type, predictions });
      const twice = await post(form(movie, movie), undefined, 'clips');
      expect({ type, predictions: twice.body.predictions }).toEqual({
        type,
        predictions: [predictions, predictions].flat(),
      });
    }
  });

  const refused: [string, () => [Uint8Array | FormData | string, string?, string?], number, RegExp][] = [
    ['a truncated image', () => [threePng.subarray(0, 120), 'image/png'], 400, /^Image 1 of 1: .*(damaged|corrupt)/],
    ['a form without files', () => [form()], 400, /multipart body .* at least one image file/],
    [
      'a form that was cut off',
      () => [
        '--x\r\ncontent-disposition: form-data; name="a"; filename="a.png"\r\n\r\nabc',
        'multipart/form-data; boundary=x',
      ],
      400,
      /^The multipart body could not be read: it is damaged or cut off/,
    ],
    ['a form without a boundary', () => ['abc', 'multipart/form-data'], 400, /content-type names no boundary/],
    ['one bad file among good ones', () => [form(threePng, Buffer.from('bad'))], 400, /^Image 2 of 2: /],
    ['a file over the limit', () => [form(Buffer.alloc(BODY_LIMIT + 1))], 413, /At most 100000 bytes/],
    [
      'files over the limit together',
      () => [form(Buffer.alloc(60_000), Buffer.alloc(60_000))],
      413,
      /At most 100000 bytes/,
    ],
    ['too many files', () => [form(...Array.from({ length: 65 }, () => threePng))], 413, /too many files.* 64 files/],
  ];

  it.each(refused)('%s: refused, with the reason', async (_, request, status, message) => {
    const answer = await post(...request());
    expect(answer).toMatchObject({ status, body: { error: expect.stringMatching(message) } });
    expect((await post(threePng, 'image/png')).status).toBe(200);
  });
});

/** The frames as a video and as a GIF, neither of which changes their colours. */
async function moviesOf(frames: readonly Uint8Array[]): Promise<[type: string, movie: Buffer][]> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-uploads-'));
  try {
    for (const [place, frame] of frames.entries()) await writeFile(join(folder, `${place}.png`), frame);
    const read = ['-nostdin', '-v', 'error', '-framerate', '10', '-i', join(folder, '%d.png')];
    const encodings = [
      ['video/x-matroska', 'film.mkv', SCALE, '-c:v', 'ffv1', '-pix_fmt', 'bgr0'],
      ['image/gif', 'film.gif', `${SCALE},split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none`],
    ] as const;
    const movies = encodings.map(async ([type, name, ...encoder]) => {
      const file = join(folder, name);
      await promisify(execFile)('ffmpeg', [...read, '-filter_complex', ...encoder, file]);
      return [type, await readFile(file)] as [string, Buffer];
    });
    return await Promise.all(movies);
  } finally {
    await rm(folder, { recursive: true });
  }
}
