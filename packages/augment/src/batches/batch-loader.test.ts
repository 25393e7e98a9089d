import { type Augmentation, augmentationSchema, type Preprocess, type TaskFile } from '@sightline/contracts';
import { decodeImage, scalePixels } from '@sightline/ingest';
import fc from 'fast-check';
import sharp from 'sharp';
import { createAugmenter } from '../augmenter.ts';
import { createBatchLoader } from './batch-loader.ts';
import { createBatchMaker, type BatchRecipe } from './batch-maker.ts';
import type { TrainingImages } from './training-images.ts';

const COUNT = 9;
const [width, height] = [7, 5];
const pixels = Uint8Array.from({ length: COUNT * width * height }, (_, index) => (index * 29) % 256);
const LABELS = ['a', 'b', 'c'];
const samples = Array.from({ length: COUNT }, (_, index) => ({ id: `sample ${index}`, label: LABELS[index % 3]! }));
/** Of three labels. */
const task: TaskFile = {
  spec: { kind: 'classification', labelSmoothing: 0 },
  vocabulary: { labels: LABELS, counts: [3, 3, 3] },
};
const preprocess: Preprocess = { width, height, channels: 1, fit: 'stretch', mean: [0.5], std: [0.25] };
const augmentation: Augmentation = augmentationSchema.parse({
  transforms: [
    { kind: 'rotate', degrees: 20 },
    { kind: 'gaussianNoise', sigma: 0.1 },
  ],
  seed: 7,
});
const recipe: BatchRecipe = {
  images: { kind: 'decoded', samples, pixels, width, height, channels: 1 },
  augmentation,
  preprocess,
};

describe('batches', () => {
  it('hold what the augmenter makes of each sample, normalised', async () => {
    const { inputs: batch } = await createBatchMaker(recipe).make([3, 0], 2);
    const augmenter = createAugmenter(augmentation);
    for (const [row, index] of [3, 0].entries()) {
      const image = { width, height, channels: 1, pixels: pixels.subarray(index * 35, index * 35 + 35) } as const;
      const alone = new Float32Array(35);
      augmenter.writeInto(image, { epoch: 2, id: `sample ${index}` }, alone, 0);
      for (const [at, value] of alone.entries()) {
        expect(batch[row * 35 + at]).toBeCloseTo((value - 0.5) / 0.25, 5);
      }
    }
  });

  it('hold the numbers that validation and serving compute, where nothing is augmented', async () => {
    const colour: Preprocess = {
      width: 256,
      height: 1,
      channels: 3,
      fit: 'stretch',
      mean: [0, 0.5, 1],
      std: [1, 0.5, 2],
    };
    const bytes = Uint8Array.from({ length: 768 }, (_, index) => index / 3);
    const images = {
      kind: 'decoded',
      samples: [{ id: 'a' }],
      pixels: bytes,
      width: 256,
      height: 1,
      channels: 3,
    } as const;
    const maker = createBatchMaker({ images, augmentation: { transforms: [], seed: 1 }, preprocess: colour });
    const { inputs } = await maker.make([0], 1);
    const expected = scalePixels(bytes, colour);
    inputs.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
  });

  it('are the same from any number of threads, in any order of asking', async () => {
    const expected = createBatchMaker(recipe);
    const loaders = [1, 3].map((threads) => createBatchLoader(recipe, { threads }));
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.tuple(fc.array(fc.nat(COUNT - 1), { minLength: 1 }), fc.nat(5), fc.array(fc.nat(2), { maxLength: 3 })),
            { minLength: 1, maxLength: 6 },
          ),
          async (requests) => {
            const wanted = await Promise.all(requests.map((request) => expected.make(...request)));
            for (const loader of loaders) {
              expect(await Promise.all(requests.map((request) => loader.make(...request)))).toEqual(wanted);
            }
          },
        ),
        { numRuns: 20 },
      );
    } finally {
      await Promise.all(loaders.map((loader) => loader.close()));
    }
  });

  it.each([[[]], [[{ kind: 'mixUp' as const, alpha: 1, probability: 1 }]]])(
    'draw new parameters for a sample that is repeated in an epoch, the same each time it is requested; mixed by %j',
    async (mix) => {
      const maker = createBatchMaker({ ...recipe, augmentation: { ...augmentation, mix }, task });
      const { inputs } = await maker.make([4, 4, 4], 1, [0, 1, 2]);
      const shown = [0, 1, 2].map((row) => inputs.slice(row * 35, row * 35 + 35));
      expect(new Set(shown.map((values) => values.join())).size).toBe(3);
      expect((await maker.make([4], 1)).inputs).toEqual(shown[0]);
      expect((await maker.make([4], 1, [2])).inputs).toEqual(shown[2]);
    },
  );

  it('mix each sample with others of the split, whatever else the batch holds, and its targets', async () => {
    const mix: Augmentation['mix'] = [{ kind: 'mixUp', alpha: 0.4, probability: 0.8 }];
    const maker = createBatchMaker({ ...recipe, augmentation: { ...augmentation, mix }, task });
    const all = [...samples.keys()];
    const plain = await createBatchMaker(recipe).make(all, 1);
    const whole = await maker.make(all, 1);
    const targets = whole.targets['probabilities'] as Float32Array;
    expect(whole.inputs).not.toEqual(plain.inputs);
    for (const index of all) {
      const alone = await maker.make([index], 1);
      expect(alone.inputs).toEqual(whole.inputs.slice(index * 35, index * 35 + 35));
      const own = targets.slice(index * 3, index * 3 + 3);
      expect(alone.targets).toEqual({ probabilities: own });
      expect(own.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(1, 6);
      // One that nothing was mixed into is what it is without mixing.
      if (own[index % 3] === 1 && own.filter((fraction) => fraction > 0).length === 1) continue;
      expect(alone.inputs).not.toEqual(plain.inputs.slice(index * 35, index * 35 + 35));
    }
    expect(targets.some((fraction) => fraction > 0 && fraction < 1)).toBe(true);
    expect(await maker.make([0], 2)).not.toEqual(await maker.make([0], 1));
  });

  it('have the targets of the task, and none without one', async () => {
    const { targets } = await createBatchMaker({ ...recipe, task }).make([3, 1, 5], 1);
    expect(targets).toEqual({ probabilities: Int32Array.of(0, 1, 2) });
    expect((await createBatchMaker(recipe).make([3], 1)).targets).toEqual({});
    const loader = createBatchLoader({ ...recipe, task });
    expect((await loader.make([3, 1, 5], 1)).targets).toEqual(targets);
    await loader.close();
  });

  it('are decoded each time from files of several sizes and formats', async () => {
    const sizes = [
      [40, 30],
      [16, 48],
    ] as const;
    const files = await Promise.all(
      sizes.map(([columns, rows], index) => {
        const grey = sharp({
          create: { width: columns, height: rows, channels: 3, background: { r: 200, g: 100, b: 50 } },
        });
        return (index === 0 ? grey.jpeg({ quality: 95 }) : grey.png()).toBuffer();
      }),
    );
    const images: TrainingImages = {
      kind: 'encoded',
      samples: [{ id: 'a' }, { id: 'b' }],
      bytes: Buffer.concat(files),
      offsets: Float64Array.of(0, files[0]?.length ?? 0, Buffer.concat(files).length),
      firsts: Int32Array.of(0, 1, 2),
      sizes: Int32Array.from(sizes.flat()),
      channels: 3,
    };
    const colour: Preprocess = { width: 10, height: 8, channels: 3, fit: 'stretch', mean: [], std: [] };
    const loader = createBatchLoader({ images, augmentation: { transforms: [], seed: 1 }, preprocess: colour });
    try {
      // The first takes longer to decode than those asked for after it.
      const lengths = await Promise.all([[1, 1, 1, 1, 1], [0], [0, 0]].map((rows) => loader.make(rows, 1)));
      expect(lengths.map(({ inputs }) => inputs.length / 240)).toEqual([5, 1, 2]);
      const { inputs: batch } = await loader.make([1, 0], 1);
      expect(batch).toHaveLength(2 * 240);
      for (const [index, value] of batch.entries()) {
        expect(Math.abs(value * 255 - ([200, 100, 50][index % 3] as number))).toBeLessThan(3);
      }
    } finally {
      await loader.close();
    }
  });

  it.each(['stretch', 'contain', 'cover'] as const)(
    'are brought to the size of the preprocessing as it is: %s',
    async (fit) => {
      const wide = { r: 255, g: 255, b: 255 };
      const file = await sharp({ create: { width: 40, height: 20, channels: 3, background: wide } })
        .png()
        .toBuffer();
      const images: TrainingImages = {
        kind: 'encoded',
        samples: [{ id: 'wide' }],
        bytes: file,
        offsets: Float64Array.of(0, file.length),
        firsts: Int32Array.of(0, 1),
        sizes: Int32Array.of(40, 20),
        channels: 1,
      };
      const square: Preprocess = { width: 10, height: 10, channels: 1, fit, mean: [], std: [] };
      const maker = createBatchMaker({ images, augmentation: { transforms: [], seed: 1 }, preprocess: square });
      const { inputs } = await maker.make([0], 1);
      const shown = await decodeImage(file, square);
      // The rows where the picture meets the border are blended.
      const blended = fit === 'contain' ? [2, 7] : [];
      for (const at of [...inputs.keys()].filter((each) => !blended.includes(Math.floor(each / 10)))) {
        expect((inputs[at] as number) * 255).toBeCloseTo(shown[at] as number, 3);
      }
    },
  );

  it('fail with the cause when an image cannot be read, and after the threads have ended', async () => {
    const images: TrainingImages = {
      kind: 'encoded',
      samples: [{ id: 'broken' }],
      bytes: Buffer.from('no image'),
      offsets: Float64Array.of(0, 8),
      firsts: Int32Array.of(0, 1),
      sizes: Int32Array.of(4, 4),
      channels: 1,
    };
    const loader = createBatchLoader({ ...recipe, images });
    // A code that says that another attempt cannot help.
    await expect(loader.make([0], 1)).rejects.toMatchObject({
      code: 'ingest/undecodable-image',
      retryable: false,
      message: expect.stringMatching(/A batch could not be made: .*not an image of a known format/),
    });
    await loader.close();
    await expect(loader.make([0], 1)).rejects.toMatchObject({
      code: 'augment/batch-failed',
      message: expect.stringContaining('ended'),
    });
  });
});
