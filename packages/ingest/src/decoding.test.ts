import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeLimitsSchema, preprocessSchema } from '@sightline/contracts';
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

const golden: { cases: Case[]; refused: Record<string, string> } = JSON.parse(
  readFileSync(join(__dirname, '../golden/decoding.json'), 'utf8'),
);

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
      reason: 'not-an-image',
      message: expect.stringMatching(/Scale it to 16 bits/),
    });
  });
});
