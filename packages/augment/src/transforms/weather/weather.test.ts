import type { TransformOptions, RawImage } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../../augmenter.ts';

function plain(value: number, width = 60, height = 40, channels: 1 | 3 = 1): RawImage {
  return { width, height, channels, pixels: new Uint8Array(width * height * channels).fill(value) };
}

function weathered(transform: TransformOptions, image: RawImage, epoch = 0): RawImage {
  const augmenter = createAugmenter({ transforms: [transform], seed: 7 });
  return augmenter.apply({ image }, augmenter.draw({ epoch, id: 'a' }, image)).image;
}

const meanOf = ({ pixels }: RawImage) => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;

describe('weather', () => {
  const kinds: TransformOptions[] = [
    { kind: 'fog' },
    { kind: 'rain', amount: 'torrential', slant: [-60, 60] },
    { kind: 'snow' },
    { kind: 'shadow', region: [0, 0, 1, 1] },
  ];

  it('comes over pictures of any size, and is the same in all bands of a grey one', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), side, side, fc.nat(255), (kind, width, height, value) => {
        const grey = weathered(kind, plain(value, width, height));
        const { pixels } = weathered(kind, plain(value, width, height, 3));
        expect(pixels).toEqual(
          Uint8Array.from({ length: pixels.length }, (_, at) => grey.pixels[Math.floor(at / 3)] as number),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the picture as it is when there is none of it', () => {
    const none: TransformOptions[] = [
      { kind: 'fog', alpha: 0 },
      { kind: 'snow', brightness: 1 },
      { kind: 'shadow', intensity: 0 },
    ];
    for (const kind of none) expect(weathered(kind, plain(90, 60, 40, 3))).toEqual(plain(90, 60, 40, 3));
  });
});

describe('fog', () => {
  it('whitens, more with its intensity, and most in the middle', () => {
    const means = [0.2, 1].map((intensity) => meanOf(weathered({ kind: 'fog', intensity }, plain(50))));
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(means[0]).toBeGreaterThan(50);
    const sums = new Float64Array(2);
    for (let epoch = 0; epoch < 10; epoch++) {
      const { pixels } = weathered({ kind: 'fog' }, plain(50), epoch);
      for (const [at, value] of pixels.entries()) {
        const inside = Math.abs((at % 60) - 29.5) < 15 && Math.abs(Math.floor(at / 60) - 19.5) < 10;
        sums[inside ? 0 : 1] = (sums[inside ? 0 : 1] as number) + value / (inside ? 1 : 3);
      }
    }
    expect(sums[0]).toBeGreaterThan(1.1 * (sums[1] as number));
  });
});

describe('rain', () => {
  it('darkens the picture, and streaks it the more the heavier it is', () => {
    const dry = 0.7 * 60;
    const means = (['drizzle', 'default', 'heavy', 'torrential'] as const).map((amount) =>
      meanOf(weathered({ kind: 'rain', amount }, plain(60))),
    );
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(means[0]).toBeGreaterThan(dry);
    expect(weathered({ kind: 'rain' }, plain(60)).pixels).toContain(dry);
  });
});

describe('shadow', () => {
  it('darkens only its region, by its intensity', () => {
    for (let epoch = 0; epoch < 20; epoch++) {
      const { pixels } = weathered({ kind: 'shadow', count: 1, intensity: 0.25 }, plain(200), epoch);
      expect(new Set(pixels)).toEqual(new Set([200, 150]));
      expect(pixels.lastIndexOf(150)).toBeLessThan(40 * 60);
      expect(pixels.indexOf(150)).toBeGreaterThanOrEqual(20 * 60);
    }
  });
});
