import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import {
  augmentationSchema,
  ingestInputSchema,
  preprocessSchema,
  RandomStream,
  splitInputSchema,
  type TaskSpec,
  taskFileSchema,
  taskSchema,
  trainInputSchema,
} from '@sightline/contracts';
import { augment } from '@sightline/augment';
import { ingest, split } from '@sightline/ingest';
import sharp from 'sharp';
import { train } from './train.ts';

const SIDE = 8;
const preprocess = { width: SIDE, height: SIDE, channels: 1 } as const;

/** Noise, with a bright left half, a bright lower half, both or neither, and how bright it is. */
async function writeSamples(folder: string): Promise<void> {
  await mkdir(folder);
  const random = new RandomStream(8);
  const rows = [];
  for (let index = 0; index < 120; index++) {
    const [hasLeft, hasLower, brightness] = [index % 2 === 0, index % 4 < 2, 40 + random.integer(100)];
    const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, place) => {
      const [row, column] = [Math.floor(place / SIDE), place % SIDE];
      const isBright = (hasLeft && column < SIDE / 2) || (hasLower && row >= SIDE / 2);
      return random.integer(40) + (isBright ? brightness : 0);
    });
    const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
    await sharp(pixels, { raw })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, `${index}.png`));
    const labels = [...(hasLeft ? ['left'] : []), ...(hasLower ? ['lower'] : [])];
    rows.push({ path: `${index}.png`, labels, mean: pixels.reduce((sum, value) => sum + value, 0) / pixels.length });
  }
  await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
}

describe('training, augmented,', () => {
  let root: string;
  let context: StageContext;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sightline-tasks-'));
    context = createContext({ root: join(root, 'store') });
    await writeSamples(join(root, 'source'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function trained(task: TaskSpec) {
    const source = { kind: 'manifest', path: join(root, 'source', 'rows.json'), values: ['mean'] };
    const { dataset: read } = await ingest(ingestInputSchema.parse({ source }), context);
    const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
    const { transforms } = augmentationSchema.parse({ transforms: [{ kind: 'gaussianNoise', sigma: 0.01 }], seed: 0 });
    const { augmentation } = await augment(
      { dataset, preprocess: preprocessSchema.parse(preprocess), transforms, seed: 2 },
      context,
    );
    const input = trainInputSchema.parse({
      dataset,
      augmentation,
      preprocess,
      task,
      model: { architecture: 'cnn', filters: [8], denseUnits: 16 },
      fit: { epochs: 12, batchSize: 12, optimizer: { kind: 'adam', learningRate: 0.01 } },
      seed: 5,
    });
    const output = await train(input, context);
    return { ...output, task: await context.artifacts.readJson(output.model, 'task.json', taskFileSchema) };
  }

  it('learns several labels of a sample, and a threshold for each', async () => {
    const { figures, task } = await trained(taskSchema.parse({ kind: 'multiLabel' }));
    expect(figures['binaryAccuracy']?.value).toBeGreaterThan(0.95);
    expect(task.vocabulary).toMatchObject({ labels: ['left', 'lower'] });
    expect(task.vocabulary).not.toMatchObject({ thresholds: [0.5, 0.5] });
  });

  it('learns a number, in the unit of its standard deviation', async () => {
    const { figures, task } = await trained(taskSchema.parse({ kind: 'regression' }));
    expect(figures['meanAbsoluteError']?.value).toBeLessThan(0.3);
    expect(task.vocabulary).toMatchObject({ values: [{ name: 'mean' }] });
  });
});
