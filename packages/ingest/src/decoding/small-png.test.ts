import { decodeLimitsSchema } from '@sightline/contracts';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { decodePixels } from './image.ts';
import { greyPng, noise } from '../image-folder.fixture.ts';
import { decodeSmallPng } from './small-png.ts';

const limits = decodeLimitsSchema.parse({});

describe('decodeSmallPng', () => {
  it('gives the pixels of decodePixels', async () => {
    const images = fc.record({
      width: fc.integer({ min: 1, max: 20 }),
      height: fc.integer({ min: 1, max: 20 }),
      channels: fc.constantFrom(1 as const, 3 as const),
      step: fc.integer({ min: 0, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(images, async ({ step, ...raw }) => {
        const pixels = Uint8Array.from({ length: raw.width * raw.height * raw.channels }, (_, index) => index * step);
        const image = sharp(pixels, { raw });
        const encoded = await (raw.channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
        const expected = await decodePixels(encoded, limits);
        const decoded = decodeSmallPng(encoded)!;
        expect({ ...decoded, pixels: [...decoded.pixels] }).toEqual({ ...expected, pixels: [...expected.pixels] });
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, () => Sharp]>([
    ['a JPEG', () => noise(8).jpeg()],
    ['a palette', () => noise(8).png({ palette: true })],
    ['16 bits', () => noise(8).toColourspace('rgb16').png()],
    ['alpha', () => noise(8).ensureAlpha(0.5).png()],
    ['interlacing', () => noise(8).png({ progressive: true })],
    ['a profile', () => noise(8).withIccProfile('p3').png()],
    ['an orientation', () => noise(8).withMetadata({ orientation: 6 }).png()],
    ['many pixels', () => noise(129).png()],
  ])('leaves %s to decodePixels', async (_, image) => {
    expect(decodeSmallPng(await image().toBuffer())).toBeUndefined();
  });

  it('leaves what is damaged to decodePixels', async () => {
    const encoded = await greyPng([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(decodeSmallPng(encoded)).toBeDefined();
    for (let at = 0; at < encoded.length - 12; at++) {
      const damaged = Buffer.from(encoded);
      damaged[at]! ^= 0x55;
      expect(decodeSmallPng(damaged)).toBeUndefined();
      expect(decodeSmallPng(encoded.subarray(0, at))).toBeUndefined();
    }
  });
});
