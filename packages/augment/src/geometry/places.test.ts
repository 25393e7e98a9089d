import type { Box, TransformOptions, RawImage, Keypoint } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../augmenter.ts';
import type { Operation } from '../operations/operation.ts';

const [WIDTH, HEIGHT] = [60, 50];
/** Shows where it is: the first channel is 4 times the column, the second 5 times the row. */
const coordinates: RawImage = {
  width: WIDTH,
  height: HEIGHT,
  channels: 3,
  pixels: Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % WIDTH, Math.floor(index / 3 / WIDTH)];
    return [4 * x, 5 * y, 128][index % 3] as number;
  }),
};

/** How much a channel changes from a pixel to its neighbours, at most: what is read between them is the less exact. */
function stepAt({ pixels, width }: RawImage, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) => pixels[(row * width + column) * 3 + channel] as number;
  const corners = [at(left, top), at(left + 1, top), at(left, top + 1), at(left + 1, top + 1)];
  return Math.max(...corners) - Math.min(...corners);
}

/** The value of a channel between pixels, bilinearly. */
function read({ pixels, width, height }: RawImage, x: number, y: number, channel: number): number {
  const [left, top] = [Math.min(Math.floor(x), width - 2), Math.min(Math.floor(y), height - 2)];
  const at = (column: number, row: number) => pixels[(row * width + column) * 3 + channel] as number;
  const upper = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left);
  const lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left);
  return upper + (lower - upper) * (y - top);
}

const bending: TransformOptions[] = [
  { kind: 'elastic', alpha: 34, sigma: 4, border: 'edge' },
  { kind: 'gridDistortion' },
  { kind: 'opticalDistortion', distortion: 0.8, border: 'edge' },
  { kind: 'perspective', jitter: [0.05, 0.2], border: 'edge' },
  { kind: 'affine', degrees: 45, scale: 0.3, shear: 20, border: 'edge' },
];
const someDraw = fc.tuple(fc.constantFrom(...bending), fc.nat(10_000));
const somePlace = fc.double({ min: 0.1, max: 0.9, noNaN: true });

function drawn(transform: TransformOptions, epoch: number): Operation[] {
  return createAugmenter({ transforms: [transform], seed: 5 }).draw({ epoch, id: 'a' }, coordinates);
}

function moved(operations: Operation[], annotations: { boxes?: Box[]; keypoints?: Keypoint[] }, minVisibility = 0) {
  const augmenter = createAugmenter({ transforms: [], seed: 0, boxes: { minVisibility } });
  return augmenter.apply({ image: coordinates, ...annotations }, operations);
}

describe('keypoints', () => {
  it('move to where the image shows what they marked, however it bends', () => {
    fc.assert(
      fc.property(someDraw, somePlace, somePlace, ([transform, epoch], x, y) => {
        const { image, keypoints } = moved(drawn(transform, epoch), { keypoints: [{ label: 'nose', x, y }] });
        for (const found of keypoints ?? []) {
          const [column, row] = [found.x * WIDTH - 0.5, found.y * HEIGHT - 0.5];
          if (Math.min(column, row, WIDTH - 1 - column, HEIGHT - 1 - row) < 1) continue;
          const across = 0.3 * Math.max(1, stepAt(image, column, row, 0) / 4);
          const down = 0.3 * Math.max(1, stepAt(image, column, row, 1) / 5);
          expect(Math.abs(read(image, column, row, 0) / 4 - (x * WIDTH - 0.5))).toBeLessThan(across);
          expect(Math.abs(read(image, column, row, 1) / 5 - (y * HEIGHT - 0.5))).toBeLessThan(down);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that a lens moves out of the image are dropped', () => {
    const corner = { label: 'corner', x: 0.01, y: 0.01 };
    const pincushion: Operation = { kind: 'opticalDistortion', distortion: -0.5, border: 'constant' };
    expect(moved([pincushion], { keypoints: [corner] }).keypoints).toEqual([]);
  });
});

describe('boxes', () => {
  it('hold what they held, however the image bends', () => {
    const inside: Box = { label: 'cat', x: 0.35, y: 0.3, width: 0.3, height: 0.35 };
    fc.assert(
      fc.property(someDraw, fc.nat(100), fc.nat(100), ([transform, epoch], across, down) => {
        const [x, y] = [inside.x + (across / 100) * inside.width, inside.y + (down / 100) * inside.height];
        const { boxes, keypoints } = moved(drawn(transform, epoch), {
          boxes: [inside],
          keypoints: [{ label: 'paw', x, y }],
        });
        for (const keypoint of keypoints ?? []) {
          const [box] = boxes as [Box];
          // Between the places that are followed, a curved edge may leave the box by part of a pixel.
          expect(keypoint.x).toBeGreaterThan(box.x - 1 / WIDTH);
          expect(keypoint.x).toBeLessThan(box.x + box.width + 1 / WIDTH);
          expect(keypoint.y).toBeGreaterThan(box.y - 1 / HEIGHT);
          expect(keypoint.y).toBeLessThan(box.y + box.height + 1 / HEIGHT);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stay inside the image', () => {
    const someBox = fc.tuple(somePlace, somePlace, somePlace, somePlace).map(([x, y, width, height]) => ({
      label: 'cat',
      x: x - 0.1,
      y: y - 0.1,
      width: width * (1.1 - x),
      height: height * (1.1 - y),
    }));
    fc.assert(
      fc.property(someDraw, someBox, ([transform, epoch], box) => {
        for (const { x, y, width, height } of moved(drawn(transform, epoch), { boxes: [box] }).boxes ?? []) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(width, height)).toBeGreaterThan(0);
          expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it('are dropped when less than a fraction of them stays visible', () => {
    const box: Box = { label: 'cat', x: 0.5, y: 0.2, width: 0.4, height: 0.4 };
    const shift: Operation = { kind: 'shift', x: 0.3, y: 0, border: 'constant' };
    expect(moved([shift], { boxes: [box] }, 0.49).boxes).toHaveLength(1);
    expect(moved([shift], { boxes: [box] }, 0.51).boxes).toEqual([]);
    const quarter: Operation = { kind: 'crop', x: 42, y: 20, width: 18, height: 30 };
    expect(moved([quarter], { boxes: [box] }, 0.24).boxes).toHaveLength(1);
    expect(moved([quarter], { boxes: [box] }, 0.26).boxes).toEqual([]);
    expect(moved([quarter, { kind: 'rotate', degrees: 5, border: 'edge' }], { boxes: [box] }, 0.26).boxes).toEqual([]);
  });

  it('of what a strong perspective shows beyond its horizon are cut there', () => {
    const corners = { topLeft: [0.45, 0.3], topRight: [0.55, 0.3], bottomRight: [1, 1], bottomLeft: [0, 1] };
    const tilted = { kind: 'perspective', corners, keepSize: true, border: 'constant' } as Operation;
    const { boxes } = moved([tilted], { boxes: [{ label: 'road', x: 0.4, y: 0, width: 0.2, height: 1 }] });
    expect(boxes).toHaveLength(1);
    expect(boxes?.[0]).toMatchObject({ y: expect.closeTo(0), height: expect.closeTo(1) });
    expect(moved([tilted], { keypoints: [{ label: 'sky', x: 0.5, y: 0.1 }] }).keypoints).toEqual([]);
  });
});
