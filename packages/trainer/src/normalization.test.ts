import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ingestInputSchema,
  preprocessSchema,
  type PreprocessSpec,
  RandomStream,
  type SplitName,
  trainInputSchema,
} from '@sightline/contracts';
import { createContext, type StageContext } from '@sightline/artifacts';
import { ingest, split } from '@sightline/ingest';
import sharp from 'sharp';
import { train } from './train.ts';

const SIDE = 8;
const splitOf = (index: number): SplitName => (index < 12 ? 'train' : index < 16 ? 'validation' : 'test');

describe('the normalization of a training', () => {
  let root: string;
  let context: StageContext;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-normalization-'));
    context = createContext({ root: join(root, 'store') });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** Twenty images of two classes; all but the training images are brightened. */
  async function datasetOf(name: string, brightness: number) {
    const folder = join(root, name);
    await mkdir(folder);
    const random = new RandomStream(4);
    const training: number[] = [];
    const rows = [];
    for (let index = 0; index < 20; index++) {
      const own = splitOf(index) === 'train';
      const pixels = Uint8Array.from(
        { length: SIDE * SIDE },
        () => random.integer(90) + (index % 2) * 60 + (own ? 0 : brightness),
      );
      if (own) training.push(...pixels);
      const raw = { width: SIDE, height: SIDE, channels: 1 as const };
      await writeFile(join(folder, `${index}.png`), await sharp(pixels, { raw }).toColourspace('b-w').png().toBuffer());
      rows.push({ path: `${index}.png`, label: index % 2 ? 'light' : 'dark', split: splitOf(index) });
    }
    await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
    const source = { kind: 'manifest', path: join(folder, 'rows.json') };
    const { dataset } = await ingest(ingestInputSchema.parse({ source }), context);
    return {
      training,
      dataset: (await split({ dataset, split: { strategy: 'predefined' }, seed: 1 }, context)).dataset,
    };
  }

  async function storedAfter(
    { dataset }: Awaited<ReturnType<typeof datasetOf>>,
    normalization: PreprocessSpec['normalization'],
  ) {
    const input = trainInputSchema.parse({
      dataset,
      preprocess: { width: SIDE, height: SIDE, channels: 1, normalization },
      model: { architecture: 'cnn', filters: [2], denseUnits: 2 },
      fit: { epochs: 1, batchSize: 12 },
      seed: 3,
    });
    const { model } = await train(input, context);
    return context.artifacts.readJson(model, 'preprocess.json', preprocessSchema);
  }

  it('is that of the training split alone, and is stored as numbers', async () => {
    const plain = await datasetOf('plain', 0);
    const { mean, std, ...decoding } = await storedAfter(plain, 'training');
    const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const expected = average(plain.training);
    expect(mean[0]).toBeCloseTo(expected / 255, 12);
    expect(std[0]).toBeCloseTo(Math.sqrt(average(plain.training.map((value) => (value - expected) ** 2))) / 255, 12);
    expect(decoding).toEqual({ width: SIDE, height: SIDE, channels: 1, fit: 'stretch' });
    expect(await storedAfter(await datasetOf('bright', 100), 'training')).toEqual({ mean, std, ...decoding });
    expect(await storedAfter(plain, 'minusOneToOne')).toMatchObject({ mean: [0.5], std: [0.5] });
  });
});
