import type { RawImage } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../../operations/operation.ts';

const augmenter = createAugmenter({ transforms: [], seed: 0 });
const applied = (image: RawImage, operation: Operation) => augmenter.apply({ image }, [operation]).image;

function plain(value: number, side = 200, channels: 1 | 3 = 1): RawImage {
  return { width: side, height: side, channels, pixels: new Uint8Array(side * side * channels).fill(value) };
}

const someImage: fc.Arbitrary<RawImage> = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom<1 | 3>(1, 3),
  })
  .chain((size) => {
    const length = size.width * size.height * size.channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((pixels) => ({ ...size, pixels: Uint8Array.from(pixels) }));
  });

const blurs: Operation[] = [
  { kind: 'gaussianBlur', sigma: 2.5 },
  { kind: 'medianBlur', kernelSize: 7 },
  { kind: 'motionBlur', kernelSize: 9, angle: 40, direction: 0.5 },
  { kind: 'downscale', scale: 0.3, down: 'area', up: 'linear' },
  { kind: 'downscale', scale: 0.3, down: 'nearest', up: 'nearest' },
];

describe('blurs', () => {
  it('show nothing darker or lighter than the picture, whatever its size', () => {
    fc.assert(
      fc.property(someImage, fc.constantFrom(...blurs), (image, operation) => {
        const { pixels } = applied(image, operation);
        expect(pixels).toHaveLength(image.pixels.length);
        for (let channel = 0; channel < image.channels; channel++) {
          const band = (values: Uint8Array) => values.filter((_, index) => index % image.channels === channel);
          expect(Math.min(...band(pixels))).toBeGreaterThanOrEqual(Math.min(...band(image.pixels)));
          expect(Math.max(...band(pixels))).toBeLessThanOrEqual(Math.max(...band(image.pixels)));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leave the picture as it is when nothing is asked', () => {
    const nothing: Operation[] = [
      { kind: 'gaussianBlur', sigma: 0 },
      { kind: 'medianBlur', kernelSize: 1 },
      { kind: 'motionBlur', kernelSize: 1, angle: 40, direction: 0.5 },
      { kind: 'downscale', scale: 1, down: 'area', up: 'linear' },
      { kind: 'downscale', scale: 1, down: 'nearest', up: 'nearest' },
      { kind: 'sharpen', alpha: 0, lightness: 1 },
    ];
    fc.assert(
      fc.property(someImage, fc.constantFrom(...nothing), (image, operation) => {
        expect(applied(image, operation)).toEqual(image);
      }),
    );
  });

  it('draw kernels of odd sizes only, each as often', () => {
    const drawn = Array.from({ length: 900 }, (_, epoch) => {
      const drawing = createAugmenter({ transforms: [{ kind: 'medianBlur' }], seed: 7 });
      const [operation] = drawing.draw({ epoch, id: 'a' }, plain(0)) as Extract<Operation, { kind: 'medianBlur' }>[];
      return operation?.kernelSize;
    });
    for (const size of [3, 5, 7]) {
      const times = drawn.filter((each) => each === size).length;
      expect(Math.abs(times - 300)).toBeLessThan(60);
    }
    expect(() => createAugmenter({ transforms: [{ kind: 'medianBlur', kernelSize: 4 }], seed: 7 })).toThrow(
      /kernelSize/,
    );
  });
});

describe('shotNoise', () => {
  it.each([
    [20, 0.001],
    [100, 0.01],
    [180, 0.005],
    [128, 0.05],
  ])('of grey level %d in quanta of %d has the mean and the variance of photons', (value, scale) => {
    const { pixels } = applied(plain(value), { kind: 'shotNoise', scale, seed: 11 });
    const light = Float64Array.from(pixels, (level) => (level / 255) ** 2.2);
    const mean = light.reduce((sum, each) => sum + each, 0) / light.length;
    const variance = light.reduce((sum, each) => sum + (each - mean) ** 2, 0) / light.length;
    const expected = (value / 255) ** 2.2;
    // Rounding to bytes moves the mean of few quanta a little.
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.02);
    expect(Math.abs(variance / (scale * expected) - 1)).toBeLessThan(0.05);
  });

  it('leaves black black', () => {
    expect(applied(plain(0), { kind: 'shotNoise', scale: 0.3, seed: 3 })).toEqual(plain(0));
  });
});

describe('saltAndPepper', () => {
  it('makes exactly so many pixels white and black, in all bands, anywhere', () => {
    const operation: Operation = { kind: 'saltAndPepper', amount: 0.1, saltVsPepper: 0.3, seed: 5 };
    const { pixels } = applied(plain(100, 200, 3), operation);
    const whole = Array.from({ length: 40_000 }, (_, pixel) => pixels.subarray(pixel * 3, pixel * 3 + 3).join());
    expect(whole.filter((each) => each === '255,255,255')).toHaveLength(1200);
    expect(whole.filter((each) => each === '0,0,0')).toHaveLength(2800);
    expect(whole.filter((each) => each === '100,100,100')).toHaveLength(36_000);
    for (const quarter of [0, 1, 2, 3]) {
      const changed = whole.slice(quarter * 10_000, (quarter + 1) * 10_000).filter((each) => each !== '100,100,100');
      expect(Math.abs(changed.length - 1000)).toBeLessThan(130);
    }
  });
});

describe('jpegCompression', () => {
  it('loses more the lower the quality is', () => {
    const image = plain(0, 64, 3);
    for (const index of image.pixels.keys())
      image.pixels[index] = 128 + 100 * Math.sin(index / 50) * Math.cos(index / 977);
    const lost = [95, 60, 20, 5].map((quality) => {
      const { pixels } = applied(image, { kind: 'jpegCompression', quality });
      return pixels.reduce((sum, value, index) => sum + Math.abs(value - (image.pixels[index] as number)), 0);
    });
    expect(lost).toEqual(lost.toSorted((a, b) => a - b));
    expect(lost[3]).toBeGreaterThan(2 * (lost[0] as number));
  });
});
