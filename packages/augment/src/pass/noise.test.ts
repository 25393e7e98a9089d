import fc from 'fast-check';
import { addGaussianNoise } from './noise.ts';

const COUNT = 400_000;

/** Standard normal numbers, read back from noise added to mid-grey: ±20 σ away from the clipping. */
function normals(seed: number): Float64Array {
  const sigma = 0.025;
  const values = new Float32Array(COUNT).fill(0.5);
  addGaussianNoise(values, sigma, seed);
  return new Float64Array(values).map((value) => (value - 0.5) / sigma);
}

/** How far the mean of `values` is from `expected`, in standard errors. */
function deviation(values: Float64Array, expected: number, variance: number): number {
  let sum = 0;
  for (const value of values) sum += value;
  return Math.abs(sum / COUNT - expected) / Math.sqrt(variance / COUNT);
}

describe('addGaussianNoise', () => {
  const drawn = normals(1);

  it.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ])('has moment %d of the normal distribution', (power, expected, variance) => {
    const powers = drawn.map((value) => value ** power);
    expect(deviation(powers, expected, variance)).toBeLessThan(5);
  });

  it.each([
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [3, 0.9986501019683699],
    // Beyond 3.654 the numbers come from the tail's own generator.
    [3.8, 0.9999276519560749],
  ])('lies below %d σ as often as the normal distribution does', (bound, probability) => {
    const below = drawn.map((value) => (value < bound ? 1 : 0));
    expect(deviation(below, probability, probability * (1 - probability))).toBeLessThan(5);
  });

  it('is not correlated between neighbours, nor between seeds that follow each other', () => {
    const next = normals(2);
    const neighbours = drawn.map((value, index) => value * (drawn[index - 1] ?? 0));
    const seeds = drawn.map((value, index) => value * (next[index] as number));
    expect(deviation(neighbours, 0, 1)).toBeLessThan(5);
    expect(deviation(seeds, 0, 1)).toBeLessThan(5);
  });

  it('clips to [0, 1]', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, sigma) => {
        const values = Float32Array.from({ length: 40 }, (_, index) => (index % 3) / 2);
        addGaussianNoise(values, sigma, seed);
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it('changes nothing at sigma 0', () => {
    const values = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
    const before = values.slice();
    addGaussianNoise(values, 0, 5);
    expect(values).toEqual(before);
  });
});
