import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { Operation } from '../operations/operation.ts';

type Picture = Omit<RawImage, 'pixels'> & { pixels: string };
interface Case {
  operation: Operation;
  picture: string;
  pixels: string;
}

/** What Albumentations made of some pictures, by tools/oracles/albumentations/quality.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/quality.json'), 'utf8')) as {
  pictures: Record<string, Picture>;
  cases: Case[];
  compressed: Case[];
};

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
const augmenter = createAugmenter({ transforms: [], seed: 0 });

function differences({ operation, picture, pixels }: Case): number[] {
  const source = golden.pictures[picture] as Picture;
  const changed = augmenter.apply({ image: { ...source, pixels: bytes(source.pixels) } }, [operation]).image;
  expect(changed).toMatchObject({ width: source.width, height: source.height, channels: source.channels });
  const expected = bytes(pixels);
  return Array.from(changed.pixels, (value, index) => Math.abs(value - (expected[index] as number)));
}

const named = (cases: Case[]) =>
  cases.map((each) => [JSON.stringify(each.operation), each.picture, each] as [string, string, Case]);

describe('quality transforms', () => {
  it.each(named(golden.cases))('agree with Albumentations to within a grey level: %s of "%s"', (_, _picture, each) => {
    expect(Math.max(...differences(each))).toBeLessThanOrEqual(1);
  });

  it.each(named(golden.compressed))('compress as OpenCV does, to the bit: %s of "%s"', (_, _picture, each) => {
    expect(Math.max(...differences(each))).toBe(0);
  });
});
