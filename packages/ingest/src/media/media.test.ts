import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type MediumSpec, preprocessSchema } from '@sightline/contracts';
import { temporaryFolders } from '../faults/fault.fixture.ts';
import { greyPng } from '../image-folder.fixture.ts';
import { hasFfmpeg, writeVideo } from '../sources/video/video.fixture.ts';
import { alignByMoments } from './align-by-moments.ts';
import { media } from './media.ts';
import type { MediumKind } from './medium.ts';
import { openInputs } from './inputs/open-inputs.ts';
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

  it('reads pixels in its shape, the same ones each time, and writes them scaled where it is asked to', async () => {
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

  it('refuses nothing at all, and what is not an image', async () => {
    const { read } = openInputs(preprocess);
    await expect(read([])).rejects.toMatchObject({ code: 'ingest/wrong-medium' });
    await expect(read([Buffer.from('no image')])).rejects.toMatchObject({ code: 'ingest/undecodable-image' });
  });
});

it('an image is aligned after it is decoded, where that is asked for', async () => {
  const [decoded, aligned] = [preprocessSchema.parse(size), preprocessSchema.parse({ ...size, align: 'moments' })];
  const encoded = await greyPng([0, 0, 0, 0, 0, 250, 0, 0, 0]);
  const [pixels, moved] = await Promise.all([decoded, aligned].map((spec) => openInputs(spec).read([encoded])));
  expect(moved).toEqual(alignByMoments({ pixels: pixels as Uint8Array, width: 3, height: 2, channels: 1 }));
  expect(moved).not.toEqual(pixels);
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

const describeWithFfmpeg = hasFfmpeg ? describe : describe.skip;

describeWithFfmpeg('a clip that was sent as one file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sightline-movies-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const spec = preprocessSchema.parse({ kind: 'clip', frames: 3, width: 1, height: 1, channels: 1 });

  it('a video is read as evenly spaced frames, and each of several is a sample', async () => {
    await writeVideo(join(folder, 'a.mkv'), 9);
    const movie = await readFile(join(folder, 'a.mkv'));
    const { read, samplesOf } = openInputs(spec);
    const step = (4 * 255) / 219;
    expect(Array.from(await read([movie]), (shade) => Math.round(shade / step))).toEqual([1, 4, 7]);
    expect(samplesOf([movie, movie])).toEqual([[movie], [movie]]);
    const frame = await greyPng([1]);
    expect(samplesOf([frame, frame])).toEqual([[frame, frame]]);
    await expect(read([movie.subarray(0, 300)])).rejects.toMatchObject({ code: 'ingest/undecodable-image' });
    expect(await temporaryFolders()).toEqual([]);
  });

  it('so is an animated GIF', async () => {
    await writeVideo(join(folder, 'b.mkv'), 45);
    const files = [join(folder, 'b.mkv'), join(folder, 'b.gif')] as const;
    await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-i', files[0], files[1]]);
    const shown = await Promise.all(files.map(async (file) => openInputs(spec).read([await readFile(file)])));
    // Its palette has few greys.
    for (const [index, shade] of shown[0]!.entries()) expect(Math.abs(shown[1]![index]! - shade)).toBeLessThan(25);
  });
});

it('several images are not an input of a model of images', async () => {
  const { read } = openInputs(preprocessSchema.parse(size));
  const files = [await greyPng([1]), await greyPng([2])];
  await expect(read(files)).rejects.toMatchObject({
    message: expect.stringMatching(/2 images.*preprocess\.kind: clip/),
  });
});
