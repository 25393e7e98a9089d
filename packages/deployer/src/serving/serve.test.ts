import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, openRegistry, type StageContext } from '@sightline/artifacts';
import { ingestArrays, split } from '@sightline/ingest';
import { serve } from './serve.ts';

const CLASSES = ['a', 'b', 'c'];
const TASK = {
  spec: { kind: 'classification', labelSmoothing: 0 },
  vocabulary: { labels: CLASSES, counts: [1, 1, 1] },
} as const;

let root: string;
let context: StageContext;
let server: Server;
let serverUrl: string;
/** How often the server was asked; it promotes version 2 before the third answer. */
let asked: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-serve-'));
  context = createContext({ root });
  asked = 0;
  server = createServer((_, response) => {
    const version = ++asked < 3 ? 1 : 2;
    const predictions = [{ label: 'b', probability: 0.9, probabilities: { a: 0.05, b: 0.9, c: 0.05 } }];
    response.end(JSON.stringify({ version, milliseconds: 1, predictions, descriptions: ['b'] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (const version of [1, 2, 3]) {
    const lineage = { stage: 'test', stageVersion: 1, input: version, parents: [] };
    const model = await context.artifacts.create('model', lineage, async (writer) => {
      await writer.addJson('task.json', TASK);
    });
    const ref = { kind: 'model', id: model.id } as const;
    await openRegistry(context.artifacts).register({ name: 'letters', model: ref, gate: { passed: true, checks: [] } });
  }
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.close();
  await rm(root, { recursive: true });
});

async function dataset(images: number) {
  const pixels = Uint8Array.from({ length: images * 4 }, (_, index) => index * 2);
  const labels = Array.from({ length: images }, (_, index) => CLASSES[index % 3] as string);
  return (await ingestArrays({ pixels, width: 2, height: 2, channels: 1, labels }, context)).dataset;
}

it('waits for the promoted version, then asks about a sample of each class', async () => {
  const fractions = { train: 0.4, validation: 0.3, test: 0.3 };
  const divided = await split({ dataset: await dataset(30), split: fractions, seed: 1 }, context);
  const { answers } = await serve({ serverUrl, name: 'letters', version: 2, dataset: divided.dataset }, context);
  expect(asked).toBe(3 + CLASSES.length);
  expect(Object.fromEntries(answers.map(({ expected, right }) => [expected, right]))).toEqual({
    a: false,
    b: true,
    c: false,
  });
  expect(answers[0]).toMatchObject({ answer: 'b', sample: expect.any(String) });
});

it('refuses a dataset without a test split, for good: another attempt cannot help', async () => {
  const input = { serverUrl, name: 'letters', version: 2, dataset: await dataset(6) };
  await expect(serve(input, context)).rejects.toMatchObject({ code: 'deployer/empty-split', retryable: false });
});

it('stops waiting when it is aborted', async () => {
  const fractions = { train: 0.4, validation: 0.3, test: 0.3 };
  const divided = await split({ dataset: await dataset(30), split: fractions, seed: 1 }, context);
  const controller = new AbortController();
  const waiting = { ...context, signal: controller.signal, progress: () => controller.abort(new Error('stop')) };
  await expect(serve({ serverUrl, name: 'letters', version: 3, dataset: divided.dataset }, waiting)).rejects.toThrow(
    'stop',
  );
});
