import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runStage, type StageContext } from '@sightline/artifacts';
import {
  type Augmentation,
  augmentationSchema,
  parse,
  preprocessSchema,
  type ArtifactRef,
  type Transform,
} from '@sightline/contracts';
import { ingestStage, splitStage } from '@sightline/ingest';
import sharp from 'sharp';
import { augment } from './augment.ts';
import { augmentStage } from './stages.ts';

const transforms: Transform[] = [
  { kind: 'rotate', degrees: [-10, 10], border: 'constant', probability: 1 },
  { kind: 'gaussianNoise', sigma: [0.05, 0.05], probability: 1 },
];
const preprocess = parse(preprocessSchema, { width: 8, height: 6, channels: 1 }, 'the preprocessing');

let folder: string;
let context: StageContext;
let unsplit: ArtifactRef;
let dataset: ArtifactRef;

/** Two classes, dark and light, of four different 8×6 images each. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-augment-'));
  for (const [label, value] of Object.entries({ dark: 60, light: 180 })) {
    await mkdir(join(folder, 'photos', label), { recursive: true });
    for (let index = 0; index < 4; index++) {
      const pixels = new Uint8Array(48).fill(value + index);
      const png = await sharp(pixels, { raw: { width: 8, height: 6, channels: 1 } })
        .png()
        .toBuffer();
      await writeFile(join(folder, 'photos', label, `${index}.png`), png);
    }
  }
  context = createContext({ root: join(folder, 'artifacts') });
  unsplit = (await runStage(ingestStage, { source: { path: join(folder, 'photos') } }, context)).dataset;
  dataset = (await runStage(splitStage, { dataset: unsplit, seed: 1 }, context)).dataset;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the augment stage', () => {
  it('freezes transforms, mixing, limits and seed for the trainer', async () => {
    const augmentation: Augmentation = {
      transforms,
      seed: 5,
      mix: [{ kind: 'cutMix', alpha: 1, probability: 0.5 }],
      boxes: { minVisibility: 0.3 },
    };
    const output = await runStage(augmentStage, { dataset, preprocess, ...augmentation }, context);
    const frozen = await context.artifacts.readJson(output.augmentation, 'augmentation.json', augmentationSchema);
    expect(frozen).toEqual(augmentation);
    expect(output.transforms).toBe(2);
    const { lineage } = await context.artifacts.manifest(output.augmentation);
    expect(lineage).toMatchObject({ stage: 'augment', parents: [dataset], seed: 5 });
  });

  it('shows samples of each class, enlarged: the original, then its augmented forms', async () => {
    const { augmentation } = await runStage(augmentStage, { dataset, preprocess, transforms, seed: 5 }, context);
    const image = sharp(await context.artifacts.read(augmentation, 'preview.png')).toColourspace('b-w');
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    const [factor, gap] = [12, 4];
    const [width, height] = [8 * factor + gap, 6 * factor + gap];
    expect([info.width, info.height]).toEqual([8 * width - gap, 4 * height - gap]);
    const pixelAt = (x: number, y: number) => data[y * info.width + x] as number;
    const tileOf = (column: number, row: number) =>
      Array.from({ length: 48 }, (_, index) =>
        pixelAt(column * width + (index % 8) * factor, row * height + Math.floor(index / 8) * factor),
      );
    for (const [row, value] of [60, 180, 60, 180].entries()) {
      expect(Math.abs((tileOf(0, row)[0] as number) - value)).toBeLessThan(4);
      expect(new Set(tileOf(0, row)).size).toBe(1);
      expect(new Set(tileOf(1, row)).size).toBeGreaterThan(4);
      expect(tileOf(1, row)).not.toEqual(tileOf(2, row));
    }
  });

  it('gives the same artifact for the same input, another for another seed', async () => {
    const run = (seed: number) =>
      augment({ dataset: { kind: 'dataset', id: dataset.id }, preprocess, transforms, seed }, context);
    expect(await run(5)).toEqual(await run(5));
    expect(await run(5)).not.toEqual(await run(6));
  });

  it('previews a dataset that is not split yet, and images too large for a preview, and no transforms', async () => {
    const large = { ...preprocess, width: 800, height: 400, channels: 3 };
    const input = { dataset: unsplit, preprocess: large, transforms: [], seed: 5 };
    const { augmentation } = await runStage(augmentStage, input, context);
    const metadata = await sharp(await context.artifacts.read(augmentation, 'preview.png')).metadata();
    expect([metadata.width, metadata.height]).toEqual([8 * 196 - 4, 4 * 100 - 4]);
  });
});
