import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runStage, type StageContext } from '@sightline/artifacts';
import { ingestInputSchema, parsePipeline, type ProgressEvent, splitInputSchema } from '@sightline/contracts';
import { ingest, split } from '@sightline/ingest';
import { loadModel } from '@sightline/models';
import sharp from 'sharp';
import { trainStage } from '../stages.ts';
import { buildStandIn } from './build-stand-in.ts';

const NETWORK = `
import { tf } from '@sightline/engine';
import { addHead, type CustomModel } from '@sightline/models';
import { activation } from './activation.ts';

export const build: CustomModel<{ units: number }> = ({ inputShape, head, seed, settings }) => {
  const inputs = tf.input({ shape: [...inputShape] });
  const hidden = tf.layers.dense({ name: 'hidden', units: settings.units, activation });
  const features = hidden.apply(tf.layers.flatten({ name: 'flat' }).apply(inputs)) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs: addHead(features, head, seed) });
};`;

let root: string;
let input: Record<string, unknown>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-custom-model-'));
  for (const [value, label] of ['dark', 'light'].entries()) {
    await mkdir(join(root, 'images', label), { recursive: true });
    for (let index = 0; index < 20; index++) {
      const pixels = Uint8Array.from({ length: 16 }, (_, place) => 180 * value + ((index * 7 + place * 3) % 60));
      const image = sharp(pixels, { raw: { width: 4, height: 4, channels: 1 } });
      await image.png().toFile(join(root, 'images', label, `${index}.png`));
    }
  }
  await writeFile(join(root, 'network.ts'), NETWORK);
  await writeFile(join(root, 'activation.ts'), "export const activation = 'relu' as const;");
  const context = createContext({ root: join(root, 'store') });
  const source = { path: join(root, 'images') };
  const { dataset: read } = await ingest(ingestInputSchema.parse({ source }), context);
  const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
  const preprocess = { width: 4, height: 4, channels: 1 };
  const model = { module: join(root, 'network.ts'), export: 'build', settings: { units: 6 } };
  input = {
    dataset,
    preprocess,
    model,
    fit: { epochs: 20, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.02 } },
    seed: 3,
  };
});
afterAll(() => rm(root, { recursive: true, force: true }));

function watched(): { context: StageContext; events: ProgressEvent[] } {
  const events: ProgressEvent[] = [];
  return {
    context: createContext({ root: join(root, 'store'), progress: (event) => void events.push(event) }),
    events,
  };
}

it('trains a custom network, again when its sources change, and keeps them beside the model', async () => {
  const { context, events } = watched();
  const first = await runStage(trainStage, input, context);
  expect(first.figures['accuracy']?.value).toBe(1);
  expect(first.parameters).toBe(16 * 6 + 6 + 6 * 2 + 2);
  const { files } = await context.artifacts.manifest(first.model);
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['source.json', 'source/model/network.ts', 'source/model/activation.ts']),
  );
  expect((await context.artifacts.read(first.model, 'source/model/network.ts')).toString()).toBe(NETWORK);
  (await loadModel(context.artifacts, first.model)).dispose();

  events.length = 0;
  expect(await runStage(trainStage, input, context)).toEqual(first);
  expect(events).toMatchObject([{ cached: true }]);

  await writeFile(join(root, 'activation.ts'), "export const activation = 'tanh' as const;");
  expect((await runStage(trainStage, input, context)).weightsSha256).not.toBe(first.weightsSha256);
});

describe('a pipeline of a custom network', () => {
  const spec = (model: string) =>
    `{ name: own, ingest: { source: { path: images } }, preprocess: { width: 4, height: 4, channels: 1 }, ` +
    `model: ${model}, fit: { epochs: 1 }, deploy: { name: own } }`;

  it('names its module relative to its file, and builds it without data', async () => {
    await mkdir(join(root, 'elsewhere'));
    for (const file of ['network.ts', 'activation.ts']) await cp(join(root, file), join(root, 'elsewhere', file));
    const text = spec('{ module: elsewhere/network.ts, export: build, settings: { units: 3 } }');
    const pipeline = parsePipeline(text, join(root, 'pipeline.yaml'));
    expect(pipeline.model).toMatchObject({ module: join(root, 'elsewhere', 'network.ts') });
    const { table, parameters } = await buildStandIn(pipeline);
    expect(parameters).toBe(16 * 3 + 3 + 3 * 2 + 2);
    expect(table).toContain('hidden');
  });

  it.each([
    ['{}', /model\.module: name an architecture of the zoo .* or a custom module/],
    ['{ module: ./network.ts, exprot: build }', /model\.exprot: unknown key\. Did you mean "export"\?/],
    ['{ module: ./network.ts, architecture: cnn }', /model\.module: unknown key/],
  ])('refuses model: %s', (model, message) => {
    expect(() => parsePipeline(spec(model), join(root, 'pipeline.yaml'))).toThrow(message);
  });
});
