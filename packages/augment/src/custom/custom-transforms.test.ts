import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runStage } from '@sightline/artifacts';
import {
  augmentationSchema,
  type Frame,
  parseAugmentation,
  type Preprocess,
  splitInputSchema,
} from '@sightline/contracts';
import { ingestArrays, split } from '@sightline/ingest';
import { augmentStage } from '../stages.ts';
import { createAugmenter } from '../augmenter.ts';
import { createBatchLoader } from '../batches/batch-loader.ts';
import { choosesFrames } from '../native-size.ts';
import { loadTransforms } from './load-transforms.ts';
import { keptTransformSources, readTransformSources } from './transform-sources.ts';
import { tryTransforms } from './try-transforms.ts';

const TRANSFORMS = `
import type { CustomTransform } from '@sightline/augment';
import { dark } from './dark.ts';

export const stripe: CustomTransform<{ width: number }, { at: number; width: number }> = {
  draw: ({ width }, random) => ({ at: random.next(), width }),
  pixels({ at, width }, image) {
    const pixels = image.pixels.slice();
    const first = Math.floor(at * image.height);
    pixels.fill(dark, first * image.width * image.channels, (first + width) * image.width * image.channels);
    return { ...image, pixels };
  },
};
export const rotated: CustomTransform<object, { by: number }> = {
  draw: (_, random) => ({ by: random.integer(100) }),
  frames: ({ by }, count) => Array.from({ length: count }, (_, place) => (place + by) % count),
};
export const mirror: CustomTransform = {
  draw: () => ({}),
  geometry: (_, { width, height }) =>
    ({ kind: 'projection', toInput: [-1, 0, width - 1, 0, 1, 0, 0, 0, 1], width, height }),
};`;
const SIZE = { width: 8, height: 8, channels: 1 } as const;

let root: string;
let file: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'sightline-custom-transforms-'))));
beforeEach(async () => {
  file = join(root, 'transforms.ts');
  await writeFile(file, TRANSFORMS);
  await writeFile(join(root, 'dark.ts'), 'export const dark: number = 7;');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const parsed = (text: string) => parseAugmentation(text, join(root, 'transforms.yaml')).augmentation;
const STRIPE = '{ module: ./transforms.ts, export: stripe, settings: { width: 2 } }';
const MIRROR = '{ module: ./transforms.ts, export: mirror }';
async function augmenterOf(text: string) {
  const augmentation = parsed(text);
  const custom = await loadTransforms(augmentation.transforms, await readTransformSources(augmentation.transforms));
  return createAugmenter(augmentation, { custom });
}
const image = { ...SIZE, pixels: new Uint8Array(64).fill(200) };

describe('custom transforms', () => {
  it('draw from the seed, beside and within others, and change what they say', async () => {
    const augmenter = await augmenterOf(`[${STRIPE}, { kind: oneOf, transforms: [${STRIPE}, ${STRIPE}] }]`);
    const key = { epoch: 1, id: 'a' };
    const operations = augmenter.draw(key, SIZE);
    expect(operations).toHaveLength(2);
    expect(JSON.parse(JSON.stringify(operations))).toEqual(operations);
    expect(augmenter.draw(key, SIZE)).toEqual(operations);
    expect(augmenter.draw({ ...key, epoch: 2 }, SIZE)).not.toEqual(operations);
    const { image: changed } = augmenter.apply({ image }, operations);
    expect(new Set(changed.pixels)).toEqual(new Set([200, 7]));
    const into = new Float32Array(64);
    augmenter.write({ image }, operations, into, 0);
    expect([...into]).toEqual([...changed.pixels].map((byte) => expect.closeTo(byte / 255, 6)));
  });

  it('move boxes, keypoints and masks with the pixels', async () => {
    const augmenter = await augmenterOf(`[${MIRROR}]`);
    const mask = { ...SIZE, pixels: Uint8Array.from({ length: 64 }, (_, place) => Number(place % 8 < 2)) };
    const frame: Frame = {
      image,
      mask,
      boxes: [{ label: 'a', x: 0, y: 0, width: 0.25, height: 0.5 }],
      keypoints: [{ label: 'b', x: 0.25, y: 0.5 }],
    };
    const moved = augmenter.apply(frame, augmenter.draw({ epoch: 1, id: 'a' }, SIZE));
    expect(moved.boxes).toMatchObject([{ x: expect.closeTo(0.75, 6), width: expect.closeTo(0.25, 6) }]);
    expect(moved.keypoints).toMatchObject([{ x: expect.closeTo(0.75, 6), y: 0.5 }]);
    expect([...(moved.mask?.pixels.subarray(0, 8) ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it('are kept in the augmentation, and run from there in threads when their files are gone', async () => {
    const context = createContext({ root: join(root, 'store') });
    const labels = Array.from({ length: 20 }, (_, index) => String(index % 2));
    const pixels = Uint8Array.from({ length: 20 * 64 }, (_, place) => 100 + Math.floor(place / 64) + (place % 64));
    const { dataset: read } = await ingestArrays({ ...SIZE, pixels, labels }, context);
    const { dataset } = await split(splitInputSchema.parse({ dataset: read, seed: 1 }), context);
    const { transforms } = parsed(`[${STRIPE}]`);
    const input = { dataset, preprocess: SIZE, transforms, seed: 1 };
    const { augmentation } = await runStage(augmentStage, input, context);
    expect(await runStage(augmentStage, input, context)).toMatchObject({ augmentation });
    await writeFile(join(root, 'dark.ts'), 'export const dark: number = 9;');
    const other = await runStage(augmentStage, input, context);
    expect(other.augmentation).not.toEqual(augmentation);
    await rm(file);

    const kept = await context.artifacts.readJson(augmentation, 'augmentation.json', augmentationSchema);
    const sources = await keptTransformSources(context.artifacts, augmentation, kept.transforms);
    const images = { kind: 'decoded', samples: [{ id: 'a' }], ...image } as const;
    const preprocess: Preprocess = { kind: 'image', ...SIZE, fit: 'stretch', mean: [], std: [] };
    const loader = createBatchLoader({ images, augmentation: kept, sources, preprocess });
    const { inputs } = await loader.make([0], 1);
    await loader.close();
    expect(new Set([...inputs].map((value) => Math.round(value * 255)))).toEqual(new Set([200, 7]));
  });

  it('say what is to be loaded where they were not', () => {
    expect(() => createAugmenter(parsed(`[${MIRROR}]`))).toThrow(/mirror of transforms\.ts is a custom transform that/);
  });
});

describe('custom transforms of the frames of clips', () => {
  const ROTATED = '{ module: ./transforms.ts, export: rotated }';
  const clip = (count: number): Frame[] =>
    Array.from({ length: count }, (_, number) => ({ image: { ...image, pixels: new Uint8Array(64).fill(number) } }));
  const shown = (frames: readonly Frame[]) => frames.map(({ image: { pixels } }) => pixels[0]);

  it('choose them in any order, beside others, and are given all of them in training', async () => {
    const text = `[${ROTATED}, { kind: temporalCrop, frames: 3 }]`;
    const augmenter = await augmenterOf(text);
    const operations = augmenter.draw({ epoch: 1, id: 'a' }, SIZE);
    const [first = NaN, ...others] = shown(augmenter.applyToClip(clip(5), operations)) as number[];
    expect(others).toEqual([(first + 1) % 5, (first + 2) % 5]);
    expect(augmenter.apply({ image }, operations)).toEqual({ image });
    const { transforms } = parsed(`[{ kind: someOf, transforms: [${STRIPE}, ${ROTATED}], count: 1 }]`);
    const custom = await loadTransforms(transforms, await readTransformSources(transforms));
    expect(choosesFrames(transforms, custom)).toBe(true);
    expect(choosesFrames(parsed(`[${STRIPE}]`).transforms, custom)).toBe(false);
  });
});

describe('trying custom transforms', () => {
  const own = (text: string) => writeFile(file, `let count = 0;\nexport const own = ${text};`);
  const OWN = '[{ module: ./transforms.ts, export: own }]';

  it('draws and applies each', async () => {
    expect(await tryTransforms(parsed(`[${STRIPE}, ${MIRROR}]`).transforms, SIZE)).toEqual([
      'stripe of transforms.ts',
      'mirror of transforms.ts',
    ]);
  });

  it.each([
    ['a number', '3', /own of transforms\.ts is not a transform\. Export \{ draw/],
    ['a misspelt effect', '{ draw: () => ({}), pixel() {} }', /it has "pixel"\. Did you mean pixels\?/],
    ['two effects', '{ draw: () => ({}), pixels() {}, noise() {} }', /does several things: noise, pixels/],
    [
      'an image of another size',
      '{ draw: () => ({}), pixels: (_, image) => ({ ...image, width: 4 }) }',
      /8×4×1 with 64/,
    ],
    ['nothing', '{ draw: () => ({}), pixels() {} }', /own of transforms\.ts gave nothing for one of 8×8×1/],
    [
      'no frames',
      '{ draw: () => ({}), frames: () => [] }',
      /own of transforms\.ts chose \[\] of 1 frames\. Return a list/,
    ],
    ['frames beyond the last', '{ draw: () => ({}), frames: () => [0, 1] }', /chose \[0,1\] of 1 frames.* from 0 to 0/],
    ['frames by chance', '{ draw: () => ({}), frames: (_, n) => [count++ % n] }', /did something else the second time/],
    [
      'what throws',
      '{ draw: () => ({}), pixels() {\n null.x; } }',
      /own of transforms\.ts failed at .*transforms\.ts:3:\d+/,
    ],
    [
      'parameters that are not JSON',
      '{ draw: () => ({ f() {} }), pixels: (_, i) => i }',
      /parameters that are not JSON/,
    ],
    [
      'chance besides the seed',
      '{ draw: () => ({ at: count++ }), pixels: (_, i) => i }',
      /other parameters from the same/,
    ],
    [
      'a changed argument',
      '{ draw: () => ({}), pixels: (_, image) => { image.pixels[0] = 9; return image; } }',
      /changed the picture that it was given/,
    ],
    [
      'chance when it is applied',
      '{ draw: () => ({}), pixels: (_, image) => ({ ...image, pixels: image.pixels.map(() => count++) }) }',
      /did something else the second time/,
    ],
  ])('refuses %s', async (...[, text, message]) => {
    await own(text);
    await expect(tryTransforms(parsed(OWN).transforms, SIZE)).rejects.toThrow(message);
  });

  it('names the kinds there are where a transform has neither kind nor module', () => {
    expect(() => parsed('[{ degrees: 3 }]')).toThrow(/name a kind of transform \(kind: rotate\) or a custom module/);
  });
});
