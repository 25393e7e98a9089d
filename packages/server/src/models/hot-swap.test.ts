import { collectGarbage, openRegistry, openStore } from '@sightline/artifacts';
import { age } from '@sightline/artifacts/fixtures/age';
import { temporaryRegistry, threePng, until } from '../fixtures/registry.fixture.ts';
import { type RunningServer, startServer } from '../server.ts';

const INTERVAL = 20;
let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let server: RunningServer;
let log: string[];

beforeEach(async () => {
  registry = await temporaryRegistry();
  log = [];
});

afterEach(async () => {
  await server.close();
  await registry.remove();
});

async function serve(): Promise<void> {
  const note = (text: string) => void log.push(text);
  server = await startServer({ root: registry.root, pollInterval: INTERVAL, logger: { info: note, warn: note } });
}

interface ImageAnswer {
  version: number;
  predictions: { label: string; probability: number }[];
}

async function ask(): Promise<{ status: number; version: number; probability: number | undefined }> {
  const response = await fetch(`${server.url}/v1/models/digits/images`, {
    method: 'POST',
    body: threePng,
    headers: { 'content-type': 'image/png' },
  });
  const body = (await response.json()) as ImageAnswer;
  return { status: response.status, version: body.version, probability: body.predictions?.[0]?.probability };
}

const ready = async () =>
  (await fetch(`${server.url}/health/ready`)).json() as Promise<{
    status: string;
    models: unknown[];
    failures: { version: number; message: string }[];
  }>;
const serves = (version: number) => until(`version ${version} to serve`, async () => (await ask()).version === version);

const SIGNATURE = {
  inputs: [{ name: 'image', dtype: 'float32', shape: [28, 28, 1] }],
  outputs: [{ name: 'probabilities', dtype: 'float32', shape: [10] }],
};

describe('hot swap', () => {
  it('follows promotions and a rollback under load: each request is answered, by one version, whole', async () => {
    await registry.register('digits', { digits: 1 });
    await registry.register('digits', { digits: 2 });
    await registry.promote('digits', 1);
    await serve();
    const probability: Record<number, number | undefined> = {};
    probability[1] = (await ask()).probability;
    await registry.promote('digits', 2);
    await serves(2);
    probability[2] = (await ask()).probability;
    expect(probability[1]).not.toBe(probability[2]);

    const stop = new AbortController();
    const counts: Record<number, number> = { 1: 0, 2: 0 };
    const client = async () => {
      while (!stop.signal.aborted) {
        const answer = await ask();
        expect(answer).toEqual({ status: 200, version: answer.version, probability: probability[answer.version] });
        counts[answer.version] = (counts[answer.version] ?? 0) + 1;
      }
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    for (let round = 0; round < 10; round++) {
      const version = round % 2 === 0 ? 1 : 2;
      await (round === 4 ? registry.rollback('digits') : registry.promote('digits', version));
      await Promise.race([serves(version), clients]);
    }
    stop.abort();
    await clients;
    expect(Object.keys(counts)).toEqual(['1', '2']);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  it('follows a rollback after a clean-up of the store to a whole model', async () => {
    for (const digits of [1, 1, 2] as const) await registry.register('digits', { digits });
    await registry.promote('digits', 1);
    await registry.promote('digits', 3);
    await age(registry.root, 365);
    const keep = { versions: 0, days: 0 };
    const { versions } = await collectGarbage(openStore(registry.root), { keep, openRuns: async () => [] });
    expect(versions).toEqual([{ name: 'digits', version: 2 }]);
    await serve();
    expect(await ask()).toMatchObject({ status: 200, version: 3 });
    await openRegistry(openStore(registry.root)).rollback({
      name: 'digits',
      alias: 'production',
      who: 'ada',
      why: 'mistakes 1 for 7',
    });
    await serves(1);
    expect((await ready()).failures).toEqual([]);
  });

  it.each([
    ['bytes that are not a model', { onnx: Buffer.from('not an onnx file') }, /./],
    [
      'an output other than its signature says',
      { labels: ['a', 'b'] },
      new RegExp(
        'model\\.onnx answers 2 samples with float32 \\[2, 10\\] as "probabilities", ' +
          'but signature\\.json says float32 \\[batch, 2\\]',
      ),
    ],
    [
      'an input that its preprocessing does not make',
      { signature: { ...SIGNATURE, inputs: [{ name: 'image', dtype: 'float32', shape: [28, 32, 1] }] } },
      /says that "image" is float32 \[batch, 28, 32, 1\], but preprocess\.json makes float32 \[batch, 28, 28, 1\]/,
    ],
    [
      'labels that its output does not have',
      { signature: { ...SIGNATURE, outputs: [{ name: 'probabilities', dtype: 'float32', shape: [7] }] } },
      /says that "probabilities" is float32 \[batch, 7\], but task\.json needs float32 \[batch, 10\]/,
    ],
    [
      'an input of another type',
      { signature: { ...SIGNATURE, inputs: [{ name: 'image', dtype: 'uint8', shape: [28, 28, 1] }] } },
      /"image" is uint8 \[batch, 28, 28, 1\], but preprocess\.json makes float32/,
    ],
    [
      'the signature of an older version',
      { signature: { input: { name: 'image', shape: [28, 28, 1] }, output: { name: 'probabilities', shape: [10] } } },
      /The model artifact [0-9a-f]{64} was made by another version of Sightline .*Run the stage again\./,
    ],
  ])('keeps the old version when the new one has %s, says so, and takes the next one', async (_, options, message) => {
    await registry.register('digits', { digits: 1 });
    await registry.register('digits', options);
    await registry.register('digits', { digits: 2 });
    await registry.promote('digits', 1);
    await serve();
    await registry.promote('digits', 2);
    await until('the failure to be reported', async () => (await ready()).failures.length > 0);
    expect(await ready()).toMatchObject({
      status: 'ready',
      models: [{ name: 'digits', version: 1 }],
      failures: [{ version: 2, message: expect.stringMatching(message) }],
    });
    expect(await ask()).toMatchObject({ status: 200, version: 1 });
    expect(log).toContainEqual(
      expect.stringMatching(/^Version 1 of digits stays in service\. Version 2 of digits cannot be loaded: /),
    );
    const status = await fetch(`${server.url}/v1/models/digits`);
    expect(await status.json()).toMatchObject({
      model_version_status: [
        { version: '2', state: 'END', status: { error_code: 'INTERNAL' } },
        { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
      ],
    });
    await registry.promote('digits', 3);
    await serves(3);
    expect((await ready()).failures).toEqual([]);
  });

  it('is not ready until there is a model, and takes one that comes later', async () => {
    await serve();
    const before = await fetch(`${server.url}/health/ready`);
    expect({ status: before.status, body: await before.json() }).toEqual({
      status: 503,
      body: { status: 'no model is served', models: [], failures: [] },
    });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await registry.register('digits');
    await registry.promote('digits', 1);
    await until('the server to be ready', async () => (await fetch(`${server.url}/health/ready`)).ok);
    expect(await ask()).toMatchObject({ status: 200, version: 1 });
  });
});
