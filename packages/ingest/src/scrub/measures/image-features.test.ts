import type { RawImage } from '@sightline/contracts';
import { FEATURES, featuresOf } from './image-features.ts';

const SIDE = 32;
const BLOCK = 36;

function image(level: (x: number, y: number) => number): RawImage {
  const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, index) => level(index % SIDE, Math.floor(index / SIDE)));
  return { pixels, width: SIDE, height: SIDE, channels: 1 };
}

describe('featuresOf', () => {
  it('has the gradients across an edge in the bins beside 0, and those along it in none', () => {
    const features = featuresOf(image((x) => (x < 16 ? 20 : 200)));
    // The block in the middle; of each cell nine orientations.
    const cell = [...features.subarray(4 * BLOCK, 4 * BLOCK + 9)];
    expect(cell[0]).toBeCloseTo(cell[8]!, 6);
    expect(cell[0]).toBeGreaterThan(0.3);
    expect(cell.slice(1, 8)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('gives blocks of length 1, and the same ones for the negative and for a darker image', () => {
    const waves = (gain: number) => image((x, y) => 128 + gain * Math.sin(x / 3 + (y * y) / 60));
    const [one, negative, darker] = [featuresOf(waves(100)), featuresOf(waves(-100)), featuresOf(waves(60))];
    for (let block = 0; block < 9; block++) {
      const values = one.subarray(block * BLOCK, (block + 1) * BLOCK);
      expect(Math.hypot(...values)).toBeCloseTo(1, 5);
      for (const [index, value] of values.entries()) {
        expect(Math.abs(negative[block * BLOCK + index]! - value)).toBeLessThan(0.03);
        expect(Math.abs(darker[block * BLOCK + index]! - value)).toBeLessThan(0.03);
      }
    }
  });

  it('ends with the mean colour of each cell, whatever the size of the image', () => {
    const red = Uint8Array.from({ length: 64 * 48 * 3 }, (_, index) => (index % 3 === 0 ? 255 : 51));
    const features = featuresOf({ pixels: red, width: 64, height: 48, channels: 3 });
    expect(features).toHaveLength(FEATURES);
    expect([...features.subarray(-3)].map((value) => Math.round(value * 100))).toEqual([100, 20, 20]);
    expect(Math.max(...features.subarray(0, 9 * BLOCK))).toBe(0);
  });
});
