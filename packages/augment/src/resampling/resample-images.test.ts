import { resampleImages } from './resample-images.ts';

const size = { width: 3, height: 2, channels: 1 } as const;
/** Ten dark images and four light ones, all different. */
const images = {
  size,
  labels: Int32Array.from({ length: 14 }, (_, image) => (image < 10 ? 0 : 1)),
  pixels: Uint8Array.from({ length: 14 * 6 }, (_, at) => {
    const image = Math.floor(at / 6);
    return image < 10 ? (at * 7) % 60 : 255 - ((at * 11) % 40);
  }),
};

describe('resampleImages', () => {
  it('keeps the originals to the byte and adds blends of near images of the class', () => {
    const { pixels, labels, indices } = resampleImages(images, { kind: 'smote', kNeighbors: 2 }, 7);
    expect(labels).toHaveLength(20);
    expect(pixels.subarray(0, images.pixels.length)).toEqual(images.pixels);
    expect([...labels.subarray(14)]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...indices.subarray(14)]).toEqual([-1, -1, -1, -1, -1, -1]);
    const light = [...images.pixels.subarray(60)];
    for (const value of pixels.subarray(84)) {
      expect(value).toBeGreaterThanOrEqual(Math.min(...light));
      expect(value).toBeLessThanOrEqual(255);
    }
  });

  it('clips noise to 0–255 rather than wrapping it round', () => {
    const options = { kind: 'randomOverSampler', shrinkage: 20, samplingStrategy: { 0: 200, 1: 200 } } as const;
    const { pixels, labels } = resampleImages(images, options, 7);
    expect(pixels).toHaveLength(labels.length * 6);
    expect(pixels.includes(0)).toBe(true);
    const white = pixels.subarray(84).filter((value) => value === 255).length;
    const black = pixels.subarray(84).filter((value) => value === 0).length;
    expect(Math.min(white, black)).toBeGreaterThan(pixels.length / 20);
  });

  it('refuses pixels that are not bytes, or of another number of images', () => {
    const fractions = Float32Array.from(images.pixels, (value) => value / 255) as unknown as Uint8Array;
    expect(() => resampleImages({ ...images, pixels: fractions }, { kind: 'smote' }, 1)).toThrow(
      /pixels of type Float32Array/,
    );
    expect(() => resampleImages({ ...images, pixels: new Uint8Array(80) }, { kind: 'smote' }, 1)).toThrow(
      'received 80 bytes of pixels for 14 images of 2×3×1. Pass exactly 84 bytes.',
    );
  });
});
