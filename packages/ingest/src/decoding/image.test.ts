import { type DecodeLimits, decodeLimitsSchema, preprocessSchema } from '@sightline/contracts';
import fc from 'fast-check';
import sharp from 'sharp';
import { decodeImage } from './image.ts';
import { greyPng, noise } from '../image-folder.fixture.ts';
import { pngClaiming } from './png.fixture.ts';

const limits: DecodeLimits = decodeLimitsSchema.parse({});
const grey = (width: number, height = 1) => preprocessSchema.parse({ width, height, channels: 1 });
const rgb = (width: number, height = 1) => preprocessSchema.parse({ width, height, channels: 3 });
const pixelsOf = (values: number[], channels: 3 | 4) =>
  sharp(Uint8Array.from(values), { raw: { width: values.length / channels, height: 1, channels } });

describe('decodeImage', () => {
  it.each([
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0', /pointer of Git LFS\. Get the files: git lfs pull/],
    ['\n<!DOCTYPE html><html>', /It is a web page, as failed downloads leave it\./],
  ])('says what is there instead of an image: %j', async (text, message) => {
    await expect(decodeImage(Buffer.from(text), grey(1))).rejects.toMatchObject({
      reason: 'not-an-image',
      message: expect.stringMatching(message),
    });
  });

  it('gives the very pixels of a lossless image of the right size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (pixels) => {
        const encoded = await greyPng([...pixels]);
        expect([...(await decodeImage(encoded, grey(pixels.length)))]).toEqual([...pixels]);
        expect([...(await decodeImage(encoded, rgb(pixels.length)))]).toEqual(
          [...pixels].flatMap((value) => [value, value, value]),
        );
      }),
      { numRuns: 20 },
    );
    const colours = [1, 2, 3, 250, 251, 252];
    expect([...(await decodeImage(await pixelsOf(colours, 3).png().toBuffer(), rgb(2)))]).toEqual(colours);
  });

  it('weighs colours as the eye does for luminance', async () => {
    const encoded = await pixelsOf([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], 3).png().toBuffer();
    const [red, green, blue, white] = await decodeImage(encoded, grey(4));
    expect(white).toBe(255);
    expect(green).toBeGreaterThan(red!);
    expect(red).toBeGreaterThan(blue!);
  });

  it('lays transparent pixels onto black', async () => {
    const encoded = await pixelsOf([200, 100, 50, 0, 200, 100, 50, 128, 200, 100, 50, 255], 4).png().toBuffer();
    expect([...(await decodeImage(encoded, rgb(3)))]).toEqual([0, 0, 0, 100, 50, 25, 200, 100, 50]);
  });

  it('fits as asked: stretched, padded with black or cropped', async () => {
    const wide = await greyPng([50, 50, 250, 250, 250, 250, 50, 50], 1);
    const square = (fit: 'stretch' | 'contain' | 'cover') => decodeImage(wide, { ...grey(4, 4), fit });
    expect((await square('stretch')).every((value) => value >= 50)).toBe(true);
    const padded = await square('contain');
    expect([...padded.subarray(0, 4), ...padded.subarray(12)]).toEqual(Array.from({ length: 8 }, () => 0));
    expect([...(await square('cover'))].every((value) => value === 250)).toBe(true);
  });
});

describe('an image that cannot be decoded', () => {
  const reasonOf = (encoded: Uint8Array, changes: Partial<DecodeLimits> = {}) =>
    decodeImage(encoded, grey(8, 8), { ...limits, ...changes }).then(
      () => 'decoded',
      (error) => error.reason,
    );

  it.each(['png', 'jpeg', 'gif', 'webp', 'tiff', 'avif'] as const)(
    'is corrupt when a %s was cut short',
    async (format) => {
      const whole = await noise(40)
        .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {})
        .toBuffer();
      expect(await reasonOf(whole)).toBe('decoded');
      for (const fraction of [0.2, 0.5, 0.9, 0.99])
        expect(await reasonOf(whole.subarray(0, whole.length * fraction))).toBe('corrupt-image');
    },
  );

  it('is corrupt when a byte of the compressed data was changed', async () => {
    const damaged = await noise(40).png().toBuffer();
    damaged[(damaged.length / 2) | 0]! ^= 0xff;
    expect(await reasonOf(damaged)).toBe('corrupt-image');
  });

  it('is none at all when the first bytes are of no image format', async () => {
    expect(await reasonOf(Buffer.from('a text'))).toBe('not-an-image');
    expect(await reasonOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))).toBe(
      'not-an-image',
    );
    expect(await reasonOf(Buffer.alloc(0))).toBe('empty-file');
  });

  it('is refused from its header when it would unpack to too many pixels', async () => {
    await expect(decodeImage(pngClaiming(60_000), grey(8))).rejects.toMatchObject({
      code: 'ingest/undecodable-image',
      reason: 'too-many-pixels',
      message: 'The image has 60000 × 60000 pixels; at most 50000000 in all are decoded (maxPixels).',
    });
  });

  it('is refused over the limits and taken at them', async () => {
    const encoded = await greyPng([1, 2, 3, 4]);
    expect(await reasonOf(encoded, { maxPixels: 4, maxBytes: encoded.length })).toBe('decoded');
    expect(await reasonOf(encoded, { maxPixels: 3 })).toBe('too-many-pixels');
    expect(await reasonOf(encoded, { maxBytes: encoded.length - 1 })).toBe('too-many-bytes');
  });
});
