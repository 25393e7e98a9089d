import { type MediumSpec, preprocessSchema } from '@sightline/contracts';
import { greyPng } from '../image-folder.fixture.ts';
import { media } from './media.ts';
import type { MediumKind } from './medium.ts';
import { openInputs } from './open-inputs.ts';
import { scalePixels } from './scale.ts';

const size = { width: 3, height: 2, channels: 1, mean: [0.5], std: [0.25] } as const;
/** Each kind with settings, and how many images it is given. */
const CASES: { readonly [Kind in MediumKind]: { settings: object; shape: number[]; images: number } } = {
  image: { settings: {}, shape: [2, 3, 1], images: 1 },
  clip: { settings: { kind: 'clip', frames: 4 }, shape: [4, 2, 3, 1], images: 8 },
};
const kinds = Object.keys(media) as MediumKind[];

describe.each(kinds)('the medium %s', (kind) => {
  const { settings, shape, images } = CASES[kind];
  const preprocess = preprocessSchema.parse({ ...settings, ...size });
  const encoded = () => Promise.all(Array.from({ length: images }, (_, index) => greyPng([20 + index, 90, 200])));

  it('reads pixels in its shape, the same ones each time, and writes them scaled where it is told to', async () => {
    const reader = openInputs(preprocess);
    expect(reader.shape).toEqual(shape);
    expect(reader.size).toBe(shape.reduce((product, length) => product * length));
    const files = await encoded();
    const pixels = await reader.read(files);
    expect(pixels).toHaveLength(reader.size);
    expect(await reader.read(files)).toEqual(pixels);
    const batch = new Float32Array(reader.size + 2).fill(9);
    reader.write(pixels, batch, 1);
    expect([...batch]).toEqual([9, ...scalePixels(pixels, preprocess), 9]);
  });

  it('refuses nothing at all, and what is no image', async () => {
    const { read } = openInputs(preprocess);
    await expect(read([])).rejects.toMatchObject({ code: 'ingest/wrong-medium' });
    await expect(read([Buffer.from('no image')])).rejects.toMatchObject({ code: 'ingest/undecodable-image' });
  });
});

describe('a clip', () => {
  const shadesOf = async (given: number, frames: number) => {
    const spec: MediumSpec = { kind: 'clip', frames, width: 1, height: 1, channels: 1, fit: 'stretch' };
    const files = await Promise.all(Array.from({ length: given }, (_, index) => greyPng([10 * index])));
    return [...(await media.clip.read(files, spec))].map((shade) => shade / 10);
  };

  it('is given by evenly spaced frames of a longer one, and by some frames twice of a shorter one', async () => {
    expect(await shadesOf(9, 3)).toEqual([1, 4, 7]);
    expect(await shadesOf(4, 4)).toEqual([0, 1, 2, 3]);
    expect(await shadesOf(2, 4)).toEqual([0, 0, 1, 1]);
  });
});

it('several images are no input of a model of images', async () => {
  const { read } = openInputs(preprocessSchema.parse(size));
  const files = [await greyPng([1]), await greyPng([2])];
  await expect(read(files)).rejects.toMatchObject({
    message: expect.stringMatching(/2 images.*preprocess\.kind: clip/),
  });
});
