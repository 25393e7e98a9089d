import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLimitsSchema, preprocessSchema } from '@sightline/contracts';
import sharp from 'sharp';
import { decodeImage, inspectImage } from './image.ts';

interface Case {
  name: string;
  /** The encoded image, in base64. */
  file: string;
  width: number;
  height: number;
  /** `[height, width, 3]` in base64, of Pillow. */
  pixels: string;
  tolerance: number;
}

interface Golden {
  cases: Case[];
  refused: Record<string, string>;
  /** TIFFs, by what is strange about them. */
  strange: Record<string, string>;
  /** Files of other formats, by their names. */
  other: Record<string, string>;
}

const golden: Golden = JSON.parse(readFileSync(join(__dirname, '../../golden/decoding.json'), 'utf8'));

/** The rules of docs/sources.md, on files that Pillow or the script itself wrote. */
describe('decoding as Pillow does', () => {
  it.each(golden.cases)('$name, within $tolerance', async ({ file, width, height, pixels, tolerance }) => {
    const encoded = Buffer.from(file, 'base64');
    expect(await inspectImage(encoded, decodeLimitsSchema.parse({}))).toMatchObject({ width, height });
    const decoded = await decodeImage(encoded, preprocessSchema.parse({ width, height, channels: 3 }));
    const expected = Buffer.from(pixels, 'base64');
    expect(decoded).toHaveLength(expected.length);
    const distances = Array.from(expected, (value, index) => Math.abs(value - (decoded[index] ?? Number.NaN)));
    expect(Math.max(...distances)).toBeLessThanOrEqual(tolerance);
  });

  it.each(Object.entries(golden.refused))('not a %s, whose white is not known', async (_, file) => {
    const decoding = inspectImage(Buffer.from(file, 'base64'), decodeLimitsSchema.parse({}));
    await expect(decoding).rejects.toMatchObject({
      reason: 'unsupported-format',
      message: expect.stringMatching(/Scale it to 16 bits/),
    });
  });

  it.each(Object.entries(golden.strange))(
    'not a TIFF with %s, which is named and not called damage',
    async (what, file) => {
      const decoding = inspectImage(Buffer.from(file, 'base64'), decodeLimitsSchema.parse({}));
      await expect(decoding).rejects.toMatchObject({
        reason: 'unsupported-format',
        message: expect.stringContaining(`This kind of TIFF is not read: ${what}`),
      });
    },
  );

  it.each([
    ...Object.entries(golden.other),
    ['JPEG XL', Buffer.from('\xff\x0a\0\0', 'latin1').toString('base64')],
    ['HEIC', Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'latin1').toString('base64')],
    ['Photoshop (PSD)', Buffer.from('8BPS\0\x01').toString('base64')],
    [
      'the raw format of a camera (CR3)',
      Buffer.from('\0\0\0\x18ftypcrx \0\0\0\0crx isom', 'latin1').toString('base64'),
    ],
  ])('not %s, which is named', async (name, file) => {
    const decoding = inspectImage(Buffer.from(file, 'base64'), decodeLimitsSchema.parse({}));
    await expect(decoding).rejects.toMatchObject({
      reason: 'unsupported-format',
      message: expect.stringContaining(`It is ${name}, which is not read. Allowed: PNG, JPEG,`),
    });
  });

  it.each(golden.cases.filter(({ name }) => /BMP|12-bit|planes|L\*a\*b/.test(name)))(
    '$name, cut short anywhere, is damage and never a crash',
    async ({ file }) => {
      const encoded = Buffer.from(file, 'base64');
      for (let length = 20; length < encoded.length - 8; length += 7) {
        const result = await inspectImage(encoded.subarray(0, length), decodeLimitsSchema.parse({})).catch(
          (error: unknown) => error,
        );
        if (result instanceof Error) expect(result).toMatchObject({ code: 'ingest/undecodable-image' });
        else expect(length).toBeGreaterThan(54);
      }
    },
  );

  it.each(golden.cases.filter(({ name }) => /BMP|12-bit|planes|L\*a\*b/.test(name)))(
    '$name gives the luminance and the sizes that its pixels give as a PNG',
    async ({ file, width, height }) => {
      const encoded = Buffer.from(file, 'base64');
      const pixels = await decodeImage(encoded, preprocessSchema.parse({ width, height, channels: 3 }));
      const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      for (const size of [
        { width, height },
        { width: 4, height: 9 },
      ]) {
        for (const fit of ['stretch', 'cover'] as const) {
          const options = preprocessSchema.parse({ ...size, channels: 1, fit });
          const [one, other] = [await decodeImage(encoded, options), await decodeImage(png, options)];
          expect(Math.max(...Array.from(one, (value, at) => Math.abs(value - (other[at] as number))))).toBeLessThan(2);
        }
      }
    },
  );
});
