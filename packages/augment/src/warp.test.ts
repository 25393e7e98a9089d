import fc from 'fast-check';
import { IDENTITY, reflection, rotation, translation, type Affine } from './affine.ts';
import { createCanvas, load, warp, type ImageSize } from './warp.ts';

interface Image extends ImageSize {
  pixels: Uint8Array;
}

const someImage: fc.Arbitrary<Image> = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 3),
  })
  .chain((size) => {
    const length = size.width * size.height * size.channels;
    return fc.uint8Array({ minLength: length, maxLength: length }).map((pixels) => ({ ...size, pixels }));
  });

function warped(image: Image, matrix: Affine): Float32Array {
  const canvas = createCanvas(image);
  load(canvas, image.pixels, 1);
  const target = new Float32Array(image.pixels.length);
  warp(canvas, matrix, target);
  return target;
}

/** The image that shows at each place what `source` says: the slow, obvious way; black where it says nothing. */
function rearranged(image: Image, source: (x: number, y: number) => [x: number, y: number]): Float32Array {
  const { width, height, channels, pixels } = image;
  const target = new Float32Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = source(x, y);
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      for (let channel = 0; channel < channels; channel++) {
        target[(y * width + x) * channels + channel] = pixels[(fromY * width + fromX) * channels + channel] as number;
      }
    }
  }
  return target;
}

function difference(first: Float32Array, second: Float32Array): number {
  return Math.max(...first.map((value, index) => Math.abs(value - (second[index] as number))));
}

describe('warp', () => {
  it('leaves the image as it is under the identity, to the bit', () => {
    fc.assert(
      fc.property(someImage, (image) => {
        expect(warped(image, IDENTITY)).toEqual(Float32Array.from(image.pixels));
      }),
    );
  });

  it('moves by whole pixels as copying an array does, with black moved in', () => {
    const pixels = fc.integer({ min: -12, max: 12 });
    fc.assert(
      fc.property(someImage, pixels, pixels, (image, right, down) => {
        expect(
          difference(
            warped(image, translation(right, down)),
            rearranged(image, (x, y) => [x - right, y - down]),
          ),
        ).toBeLessThan(1e-3);
      }),
    );
  });

  it('shows the mean of two neighbours when moved by half a pixel', () => {
    const image = { width: 3, height: 1, channels: 1, pixels: Uint8Array.of(100, 200, 40) };
    expect([...warped(image, translation(0.5, 0))]).toEqual([50, 150, 120]);
  });

  it('mirrors exactly', () => {
    fc.assert(
      fc.property(someImage, (image) => {
        const { width, height } = image;
        expect(
          difference(
            warped(image, reflection('horizontal')),
            rearranged(image, (x, y) => [width - 1 - x, y]),
          ),
        ).toBeLessThan(1e-3);
        expect(
          difference(
            warped(image, reflection('vertical')),
            rearranged(image, (x, y) => [x, height - 1 - y]),
          ),
        ).toBeLessThan(1e-3);
      }),
    );
  });

  it('turns a square by 90° counter-clockwise, and any image by 180°, exactly', () => {
    fc.assert(
      fc.property(someImage, (image) => {
        const { width, height } = image;
        if (width === height) {
          expect(
            difference(
              warped(image, rotation(90)),
              rearranged(image, (x, y) => [width - 1 - y, x]),
            ),
          ).toBeLessThan(1e-3);
        }
        expect(
          difference(
            warped(image, rotation(180)),
            rearranged(image, (x, y) => [width - 1 - x, height - 1 - y]),
          ),
        ).toBeLessThan(1e-3);
      }),
    );
  });

  it('never leaves the range of the image and black', () => {
    const degrees = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(someImage, degrees, (image, angle) => {
        const values = warped(image, rotation(angle));
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...image.pixels) + 1e-3);
      }),
    );
  });
});
