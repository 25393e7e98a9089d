import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawImage } from '@sightline/contracts';
import { createAugmenter } from '../augmenter.ts';
import type { Operation } from '../operations/operation.ts';
import { addFog } from '../transforms/weather/fog.ts';
import { addRain } from '../transforms/weather/rain.ts';

interface Expected {
  picture: string;
  pixels: string;
}

/** What Albumentations made of some pictures, by tools/oracles/albumentations/weather.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/weather.json'), 'utf8')) as {
  pictures: Record<string, Omit<RawImage, 'pixels'> & { pixels: string }>;
  fog: (Expected & { particles: [number, number, number][]; opacity: number })[];
  rain: (Expected & { streaks: [number, number, number, number][]; blur: number; brightness: number })[];
  operations: (Expected & { operation: Operation; inBytes?: boolean })[];
};

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));

function pictureOf({ picture }: Expected): RawImage {
  const source = golden.pictures[picture] as (typeof golden.pictures)[string];
  return { ...source, pixels: bytes(source.pixels) };
}

function differences(changed: RawImage, { pixels }: Expected): number[] {
  const expected = bytes(pixels);
  expect(changed.pixels).toHaveLength(expected.length);
  return Array.from(changed.pixels, (value, index) => Math.abs(value - (expected[index] as number)));
}

describe('weather agrees with Albumentations to within a grey level', () => {
  it.each(golden.fog)('fog of opacity $opacity over "$picture"', (each) => {
    const particles = each.particles.map(([x, y, radius]) => ({ x, y, radius }));
    expect(Math.max(...differences(addFog(pictureOf(each), particles, each.opacity), each))).toBeLessThanOrEqual(1);
  });

  it.each(golden.rain)('rain with a blur of $blur over "$picture"', (each) => {
    const streaks = each.streaks.map(
      ([x, y, toX, toY]) =>
        [
          { x, y },
          { x: toX, y: toY },
        ] as const,
    );
    expect(Math.max(...differences(addRain(pictureOf(each), streaks, each), each))).toBeLessThanOrEqual(1);
  });

  it.each(golden.operations.filter(({ inBytes }) => !inBytes))('$operation.kind over "$picture"', (each) => {
    const changed = createAugmenter({ transforms: [], seed: 0 }).apply({ image: pictureOf(each) }, [each.operation]);
    expect(Math.max(...differences(changed.image, each))).toBeLessThanOrEqual(1);
  });

  // In bytes OpenCV keeps hue in steps of two degrees and saturation in 255: strong brightening shows them.
  it.each(golden.operations.filter(({ inBytes }) => inBytes))('$operation.kind over "$picture", in bytes', (each) => {
    const changed = createAugmenter({ transforms: [], seed: 0 }).apply({ image: pictureOf(each) }, [each.operation]);
    const apart = differences(changed.image, each);
    expect(apart.reduce((sum, value) => sum + value, 0) / apart.length).toBeLessThan(1);
    expect(apart.filter((value) => value > 5).length).toBeLessThan(0.01 * apart.length);
  });
});
