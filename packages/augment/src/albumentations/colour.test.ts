import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { Operation } from '../operations/operation.ts';

type Picture = Omit<RawImage, 'pixels'> & { pixels: string };

/** What Albumentations made of three pictures, by tools/oracles/albumentations/colour.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/colour.json'), 'utf8')) as {
  pictures: Record<string, Picture>;
  cases: { operation: Operation; picture: string; pixels: string }[];
};

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const augmenter = createAugmenter({ transforms: [], seed: 0 });

describe('colour transforms agree with Albumentations to within a grey level', () => {
  it.each(
    golden.cases.map(({ operation, picture, pixels }) => [JSON.stringify(operation), picture, operation, pixels]),
  )('%s of the picture "%s"', (_, picture, operation, pixels) => {
    const source = golden.pictures[picture] as Picture;
    const image: RawImage = { ...source, pixels: bytes(source.pixels) };
    const changed = augmenter.apply({ image }, [operation]).image;
    expect(changed).toMatchObject({ width: image.width, height: image.height, channels: image.channels });
    const expected = bytes(pixels);
    const differences = Array.from(changed.pixels, (value, index) => Math.abs(value - (expected[index] as number)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });
});
