import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type StageContext } from '@sightline/artifacts';
import type { Augmentation, Box, Sample } from '@sightline/contracts';
import { type Dataset, ingestArrays, openDataset } from '@sightline/ingest';
import sharp from 'sharp';
import { previewSamples } from './preview-samples.ts';

const preprocess = { width: 8, height: 8, channels: 1, fit: 'stretch' } as const;
const augmentation: Augmentation = { transforms: [], seed: 1 };

let folder: string;
let context: StageContext;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-preview-'));
  context = createContext({ root: join(folder, 'artifacts') });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Listed {
  id: string;
  label: string;
  boxes?: Box[];
  group?: string;
}

/** Images of 8 × 4, the brightness of each its number. */
async function datasetOf(listed: readonly Listed[]): Promise<Dataset> {
  const { dataset } = await ingestArrays(
    {
      pixels: Uint8Array.from({ length: 32 * listed.length }, (_, at) => Math.floor(at / 32)),
      width: 8,
      height: 4,
      channels: 1,
      ids: listed.map(({ id }) => id),
      labels: listed.map(({ label }) => label),
      ...(listed[0]?.boxes && { boxes: listed.map(({ boxes = [] }) => boxes) }),
      ...(listed[0]?.group && { groups: listed.map(({ group = '' }) => group) }),
    },
    context,
  );
  return openDataset(context.artifacts, dataset);
}

const pictures = (labels: readonly string[], each: number) =>
  labels.flatMap((label) => Array.from({ length: each }, (_, index) => ({ id: `${label}/${index}.png`, label })));

it('takes one of each class, two where there are few, and as many of each as can be when asked for more', async () => {
  const labelsOf = async (classes: string, count?: number) => {
    const dataset = await datasetOf(pictures(classes.split(''), 3));
    return (await previewSamples(dataset, { augmentation, preprocess, count }, context))
      .map(({ label }) => label)
      .join('');
  };
  expect(await labelsOf('abcdefg')).toBe('abcdefg');
  expect(await labelsOf('abc')).toBe('abcabc');
  expect(await labelsOf('abcdefghijkl')).toBe('abcdefghij');
  expect(await labelsOf('ab', 5)).toBe('ababa');
  expect(await labelsOf('ab', 100)).toBe('ababab');
});

it('draws the samples by the seed', async () => {
  const dataset = await datasetOf(pictures(['a', 'b'], 40));
  const idsBy = async (seed: number) =>
    (await previewSamples(dataset, { augmentation: { transforms: [], seed }, preprocess }, context)).map(
      ({ id }) => id,
    );
  expect(await idsBy(1)).toEqual(await idsBy(1));
  expect(await idsBy(1)).not.toEqual(await idsBy(2));
});

it('brings images to the size that is augmented: their own where transforms cut unaligned ones', async () => {
  const dataset = await datasetOf(pictures(['a', 'b'], 1));
  const sizeBy = async (transforms: Augmentation['transforms'], changes: object = {}) => {
    const choice = { augmentation: { transforms, seed: 1 }, preprocess: { ...preprocess, ...changes } };
    const [sample] = await previewSamples(dataset, choice, context);
    const { width, height, pixels } = sample!.frames[0].image;
    return [width, height, pixels.length];
  };
  expect(await sizeBy([])).toEqual([8, 8, 64]);
  const crop = [{ kind: 'crop' } as unknown as Augmentation['transforms'][0]];
  expect(await sizeBy(crop)).toEqual([8, 4, 32]);
  expect(await sizeBy(crop, { align: 'moments' })).toEqual([8, 8, 64]);
});

it('puts boxes where they are in the preprocessed image', async () => {
  const boxes = [{ label: 'a', x: 0.5, y: 0, width: 0.5, height: 1 }];
  const dataset = await datasetOf([
    { id: '1', label: 'a', boxes },
    { id: '2', label: 'b', boxes: [] },
  ]);
  const boxBy = async (fit: 'stretch' | 'contain' | 'cover') => {
    const [sample] = await previewSamples(dataset, { augmentation, preprocess: { ...preprocess, fit } }, context);
    return sample!.frames[0].boxes?.[0];
  };
  expect(await boxBy('stretch')).toEqual(boxes[0]);
  expect(await boxBy('contain')).toEqual({ label: 'a', x: 0.5, y: 0.25, width: 0.5, height: 0.5 });
  expect(await boxBy('cover')).toEqual({ label: 'a', x: 0.5, y: 0, width: 1, height: 1 });
  const aligned = { augmentation, preprocess: { ...preprocess, align: 'moments' } } as const;
  await expect(previewSamples(dataset, aligned, context)).rejects.toMatchObject({
    code: 'ingest/wrong-medium',
    message: expect.stringContaining('1 has boxes, which preprocess.align does not move with the image'),
  });
});

it('takes all frames of a clip, in their order', async () => {
  const clip = (label: string, shades: readonly number[]) => ({
    sample: {
      id: `${label}/a.mp4/000000`,
      label,
      split: null,
      width: 8,
      height: 4,
      shard: 'shards/000000.tar',
      parts: shades.map((shade) => ({ role: 'frame' as const, offset: 0, bytes: 1000, sha256: String(shade) })),
    },
    files: shades.map((shade) => greyPng(8, 4, shade)),
  });
  const clips = [clip('run', [3, 4, 5]), clip('walk', [6, 7])];
  const dataset = {
    labels: ['run', 'walk'],
    samples: clips.map(({ sample }) => sample),
    of: () => [],
    read: async ({ id }: Sample) => Promise.all(clips.find(({ sample }) => sample.id === id)!.files),
  };
  const samples = await previewSamples(dataset, { augmentation, preprocess, count: 2 }, context);
  expect(samples.map(({ id }) => id)).toEqual(['run/a.mp4/000000', 'walk/a.mp4/000000']);
  expect(samples.map(({ frames }) => frames.map(({ image }) => image.pixels[0]))).toEqual([
    [3, 4, 5],
    [6, 7],
  ]);
});

function greyPng(width: number, height: number, shade: number): Promise<Buffer> {
  const raw = { width, height, channels: 1 } as const;
  const image = sharp(new Uint8Array(width * height).fill(shade), { raw });
  return image.toColourspace('b-w').png().toBuffer();
}
