import type { TransformOptions, RawImage } from '@sightline/contracts';
import { createAugmenter } from '../../augmenter.ts';
import type { Operation } from '../../operations/operation.ts';

const grey: RawImage = { width: 64, height: 48, channels: 3, pixels: new Uint8Array(64 * 48 * 3).fill(200) };
const augmenter = createAugmenter({ transforms: [], seed: 0 });

/** The holes that a transform draws for 1000 samples of an image's size. */
function draws(transform: TransformOptions) {
  const drawing = createAugmenter({ transforms: [transform], seed: 11 });
  const operations = Array.from({ length: 1000 }, (_, epoch) => drawing.draw({ epoch, id: 'a' }, grey)).flat();
  return operations as Extract<Operation, { kind: 'erase' | 'gridDropout' }>[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('erase and gridDropout', () => {
  it('erase hides so many rectangles of the areas and ratios asked for', () => {
    const drawn = draws({ kind: 'erase', count: [2, 3], scale: [0.1, 0.2], ratio: [0.5, 2], probability: 1 });
    for (const { holes } of drawn) {
      expect([2, 3]).toContain(holes.length);
      for (const { x, y, width, height } of holes) {
        expect(width * height).toBeGreaterThan(0.0999);
        expect(width * height).toBeLessThan(0.2001);
        expect(Math.abs(Math.log((height * 48) / (width * 64)))).toBeLessThan(Math.LN2 + 1e-9);
        expect(Math.min(x, y, 1 - x - width, 1 - y - height)).toBeGreaterThanOrEqual(-1e-12);
      }
    }
    expect(Math.abs(draws({ kind: 'erase' }).length - 500)).toBeLessThan(60);
  });

  it('erase leaves out what does not fit', () => {
    expect(draws({ kind: 'erase', scale: 1, ratio: 4, probability: 1 })[0]).toMatchObject({ holes: [] });
  });

  it('shows a grey level or noise there, and keeps boxes, masks and keypoints', () => {
    const holes = [{ x: 0.25, y: 0.5, width: 0.5, height: 0.25 }];
    const marked = {
      image: grey,
      mask: { ...grey, channels: 1 as const, pixels: new Uint8Array(64 * 48).fill(3) },
      boxes: [{ label: 'cat', x: 0.3, y: 0.55, width: 0.1, height: 0.1 }],
      keypoints: [{ label: 'nose', x: 0.5, y: 0.6 }],
    };
    const erased = augmenter.apply(marked, [{ kind: 'erase', holes, fill: 0.4, seed: 1 }]);
    expect(erased).toEqual({ ...marked, image: erased.image });
    expect(erased.image.pixels.filter((level) => level === 102)).toHaveLength(32 * 12 * 3);
    const { image: noisy } = augmenter.apply({ image: grey }, [{ kind: 'erase', holes, fill: 'noise', seed: 1 }]);
    const changed = [...noisy.pixels].filter((_, index) => erased.image.pixels[index] === 102);
    expect(Math.abs(mean(changed) - 127.5)).toBeLessThan(8);
    expect(noisy.pixels.filter((level) => level !== 200).length).toBeLessThanOrEqual(32 * 12 * 3);
  });

  it('gridDropout hides a fraction of each cell', () => {
    for (const { holes } of draws({ kind: 'gridDropout', columns: 3, rows: 5, ratio: 0.4 }).slice(0, 50)) {
      expect(holes).toHaveLength(15);
      expect(holes.reduce((sum, { width, height }) => sum + width * height, 0)).toBeCloseTo(0.16);
      for (const [cell, { x, y, width, height }] of holes.entries()) {
        expect(Math.floor(x * 3 + 1e-9)).toBe(cell % 3);
        expect(x + width).toBeLessThanOrEqual(((cell % 3) + 1) / 3 + 1e-9);
        expect(y + height).toBeLessThanOrEqual((Math.floor(cell / 3) + 1) / 5 + 1e-9);
      }
    }
  });
});
