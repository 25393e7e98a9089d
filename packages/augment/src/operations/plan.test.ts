import type { Box, TransformOptions, RawImage, Frame } from '@sightline/contracts';
import fc from 'fast-check';
import { createAugmenter } from '../augmenter.ts';
import type { Operation } from './operation.ts';

/** Grey levels from a formula of the place. */
function drawn(width: number, height: number, level: (x: number, y: number) => number): RawImage {
  const pixels = Uint8Array.from({ length: width * height }, (_, index) =>
    Math.round(level(index % width, Math.floor(index / width))),
  );
  return { pixels, width, height, channels: 1 };
}

const augmenter = createAugmenter({ transforms: [], seed: 0 });

function atOnce(frame: Frame, operations: Operation[]): Frame {
  return augmenter.apply(frame, operations);
}

function stepByStep(frame: Frame, operations: Operation[]): Frame {
  return operations.reduce((each, operation) => augmenter.apply(each, [operation]), frame);
}

/** Whether a pixel and all within two pixels of it are white. */
function isWellInside({ pixels, width, height }: RawImage, x: number, y: number): boolean {
  for (let row = y - 2; row <= y + 2; row++) {
    for (let column = x - 2; column <= x + 2; column++) {
      if (column < 0 || row < 0 || column >= width || row >= height || pixels[row * width + column] !== 255)
        return false;
    }
  }
  return true;
}

const projections: TransformOptions[] = [
  { kind: 'rotate', degrees: 40 },
  { kind: 'shift', fraction: 0.2 },
  { kind: 'flip', axis: 'horizontal' },
  { kind: 'flip', axis: 'vertical' },
  { kind: 'transpose' },
  { kind: 'rotate90' },
  { kind: 'affine', degrees: 20, translate: 0.1, scale: 0.3, shear: 10 },
  { kind: 'perspective', keepSize: false },
  { kind: 'crop', fraction: [0.6, 1] },
  { kind: 'randomResizedCrop', width: 44, height: 36, scale: [0.4, 1] },
  { kind: 'resize', width: 60, height: 50, fit: 'stretch' },
  { kind: 'pad', amount: { left: 3, top: 5, right: 8, bottom: 2 } },
];

describe('plan', () => {
  const smooth = drawn(48, 40, (x, y) => 60 + 1.5 * x + 2 * y + 10 * Math.sin((x + y) / 20));
  const white = drawn(48, 40, () => 255);
  const someSequence = fc.tuple(
    fc.array(fc.constantFrom(...projections), { minLength: 2, maxLength: 4 }),
    fc.nat(10_000),
  );

  it('fuses projections into one read that shows what they show one by one', () => {
    fc.assert(
      fc.property(someSequence, ([transforms, epoch]) => {
        const operations = createAugmenter({ transforms, seed: 3 }).draw({ epoch, id: 'a' }, smooth);
        const [fused, stepwise] = [atOnce({ image: smooth }, operations), stepByStep({ image: smooth }, operations)];
        expect([fused.image.width, fused.image.height]).toEqual([stepwise.image.width, stepwise.image.height]);
        const inside = [atOnce({ image: white }, operations).image, stepByStep({ image: white }, operations).image];
        const differences = [...fused.image.pixels.entries()].map(([index, level]) => {
          const [x, y] = [index % fused.image.width, Math.floor(index / fused.image.width)];
          const isShown = inside.every((image) => isWellInside(image, x, y));
          return isShown ? Math.abs(level - (stepwise.image.pixels[index] as number)) : 0;
        });
        // Half a grey level for each rounding to bytes, and a little for what reading twice smooths.
        expect(Math.max(...differences)).toBeLessThanOrEqual(0.5 * (operations.length + 1) + 0.2);
      }),
      { numRuns: 150 },
    );
  });

  it('moves keypoints through a fused step as one by one, and boxes with them', () => {
    // Between pixels: on the very edge of a crop rounding decides whether a keypoint is kept.
    const keypoints = [0.1013, 0.3517, 0.5039, 0.8023].flatMap((x) =>
      [0.1509, 0.4021, 0.9007].map((y) => ({ label: `${x} ${y}`, x, y })),
    );
    const boxes = [{ label: 'all', x: 0.1013, y: 0.1509, width: 0.701, height: 0.7498 }];
    fc.assert(
      fc.property(someSequence, ([transforms, epoch]) => {
        const operations = createAugmenter({ transforms, seed: 3 }).draw({ epoch, id: 'a' }, smooth);
        const frame = { image: smooth, keypoints, boxes };
        const fused = atOnce(frame, operations);
        for (const keypoint of stepByStep(frame, operations).keypoints ?? []) {
          // On the very edge rounding decides whether it is kept.
          if (Math.min(keypoint.x, keypoint.y, 1 - keypoint.x, 1 - keypoint.y) < 1e-9) continue;
          expect(fused.keypoints).toContainEqual({
            label: keypoint.label,
            x: expect.closeTo(keypoint.x, 6),
            y: expect.closeTo(keypoint.y, 6),
          });
        }
        for (const { x, y } of fused.keypoints ?? []) {
          const [box] = fused.boxes as [Box];
          expect(x).toBeGreaterThanOrEqual(box.x - 1e-9);
          expect(x).toBeLessThanOrEqual(box.x + box.width + 1e-9);
          expect(y).toBeGreaterThanOrEqual(box.y - 1e-9);
          expect(y).toBeLessThanOrEqual(box.y + box.height + 1e-9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('shows the border where a crop cut something off, also after a turn', () => {
    const operations: Operation[] = [
      { kind: 'crop', x: 14, y: 10, width: 20, height: 20 },
      { kind: 'rotate', degrees: 45, border: 'constant' },
    ];
    const mask = drawn(48, 40, () => 3);
    const boxes = [{ label: 'outside the crop', x: 0, y: 0, width: 0.2, height: 0.2 }];
    const keypoints = [{ label: 'outside the crop', x: 0.2, y: 0.5 }];
    const turned = atOnce({ image: white, mask, boxes, keypoints }, operations);
    expect([turned.image.pixels[0], turned.mask?.pixels[0]]).toEqual([0, 0]);
    expect([turned.image.pixels[210], turned.mask?.pixels[210]]).toEqual([255, 3]);
    expect([turned.boxes, turned.keypoints]).toEqual([[], []]);
    const shifted: Operation[] = [
      { kind: 'crop', x: 24, y: 0, width: 24, height: 40 },
      { kind: 'shift', x: 0.5, y: 0, border: 'constant' },
    ];
    const moved = atOnce({ image: white, mask, boxes, keypoints: [{ label: 'cut', x: 0.45, y: 0.5 }] }, shifted);
    expect([...moved.image.pixels.subarray(0, 24)]).toEqual([...Array(12).fill(0), ...Array(12).fill(255)]);
    expect([...(moved.mask?.pixels.subarray(0, 24) ?? [])]).toEqual([...Array(12).fill(0), ...Array(12).fill(3)]);
    expect([moved.boxes, moved.keypoints]).toEqual([[], []]);
  });

  it('mirrors about the edges that are shown', () => {
    const ramp = drawn(20, 1, (x) => 10 * x);
    const operations: Operation[] = [
      { kind: 'shift', x: -0.25, y: 0, border: 'reflect' },
      { kind: 'crop', x: 8, y: 0, width: 12, height: 1 },
      { kind: 'shift', x: -0.25, y: 0, border: 'reflect' },
    ];
    const { image } = atOnce({ image: ramp }, operations);
    expect([...image.pixels]).toEqual([...stepByStep({ image: ramp }, operations).image.pixels]);
  });

  it('keeps the mask, boxes and keypoints of what a later transform moves into sight again', () => {
    const mask = drawn(48, 40, (x) => x % 5);
    const marked = {
      image: smooth,
      mask,
      boxes: [{ label: 'cat', x: 0.7, y: 0.1, width: 0.25, height: 0.25 }],
      keypoints: [{ label: 'nose', x: 0.9, y: 0.2 }],
    };
    const there: Operation = { kind: 'shift', x: 0.5, y: 0, border: 'constant' };
    const back: Operation = { kind: 'shift', x: -0.5, y: 0, border: 'constant' };
    const kept = atOnce(marked, [there, back]);
    expect(kept.image).toEqual(smooth);
    expect(kept.mask).toEqual(mask);
    expect(kept.boxes).toEqual([{ label: 'cat', ...closeTo({ x: 0.7, y: 0.1, width: 0.25, height: 0.25 }) }]);
    expect(kept.keypoints).toEqual([{ label: 'nose', ...closeTo({ x: 0.9, y: 0.2 }) }]);
  });

  it('takes the mean of the pixels that a projection would skip', () => {
    const stripes = drawn(96, 80, (x, y) => ((x + y) % 2) * 200);
    const shrunk = atOnce({ image: stripes }, [{ kind: 'resize', width: 12, height: 10, fit: 'stretch' }]).image;
    expect(new Set(shrunk.pixels)).toEqual(new Set([100]));
    const flat = atOnce({ image: stripes }, [{ kind: 'resize', width: 96, height: 10, fit: 'stretch' }]).image;
    expect(new Set(flat.pixels)).toEqual(new Set([100]));
    const turned: Operation[] = [
      { kind: 'crop', x: 0, y: 0, width: 64, height: 64 },
      { kind: 'rotate', degrees: 45, border: 'edge' },
      { kind: 'resize', width: 8, height: 8, fit: 'stretch' },
    ];
    const small = atOnce({ image: stripes }, turned).image;
    for (const level of small.pixels) expect(Math.abs(level - 100)).toBeLessThanOrEqual(30);
  });

  it('leaves places where they are when it halves', () => {
    const ramp = drawn(93, 77, (x, y) => x + y);
    const shrunk = atOnce({ image: ramp }, [
      { kind: 'crop', x: 3, y: 2, width: 87, height: 73 },
      { kind: 'resize', width: 13, height: 9, fit: 'stretch' },
    ]).image;
    for (let y = 1; y < 8; y++) {
      for (let x = 1; x < 12; x++) {
        const place = ((x + 0.5) * 87) / 13 + 2.5 + ((y + 0.5) * 73) / 9 + 1.5;
        expect(Math.abs((shrunk.pixels[y * 13 + x] as number) - place)).toBeLessThanOrEqual(1);
      }
    }
  });
});

function closeTo(numbers: Record<string, number>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, expect.closeTo(value, 9)]));
}
