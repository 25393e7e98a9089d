import { mixSeed, type RawImage } from '@sightline/contracts';
import fc from 'fast-check';
import { IDENTITY } from '../geometry/matrix.ts';
import type { Noise } from './fused-step.ts';
import { runFusedStep } from './run-fused-step.ts';

const [WIDTH, HEIGHT] = [800, 500];
const COUNT = WIDTH * HEIGHT;

/** An image of one grey, with noise. */
function noisy(grey: number, { width, height }: { width: number; height: number }, noises: Noise[]): Float32Array {
  const image: RawImage = { width, height, channels: 1, pixels: new Uint8Array(width * height).fill(grey) };
  const region = { x: 0, y: 0, width, height };
  const values = new Float32Array(width * height);
  runFusedStep(
    image,
    { toInput: IDENTITY, width, height, border: 'edge', region, colours: [], noises },
    { values, offset: 0 },
  );
  return values;
}

/** Standard normal numbers, read back from noise added to mid-grey: ±20 σ away from the clipping. */
function normals(seed: number, size = { width: WIDTH, height: HEIGHT }): Float64Array {
  const sigma = 0.025;
  return new Float64Array(noisy(128, size, [{ sigma, seed }])).map((value) => (value - 128 / 255) / sigma);
}

/**
 * The same by the definition: eight numbers from eight hashes, four radii from the first four, four angles from the
 * others (Box and Muller, 1958).
 */
function definedNormals(seed: number, count: number): number[] {
  const secondKey = mixSeed(seed, 0);
  const hash = (counter: number) => {
    let bits = (counter + seed) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
    bits = Math.imul(bits ^ (bits >>> 15) ^ secondKey, 0x846ca68b);
    return bits ^ (bits >>> 16);
  };
  return Array.from({ length: count }, (_, index) => {
    const [block, lane] = [Math.floor(index / 8) * 8, index % 4];
    const radius = Math.sqrt(-2 * Math.log(Math.min(((hash(block + lane) >>> 1) + 0.5) / 2 ** 31, 1)));
    const bits = hash(block + 4 + lane);
    const angle = ((bits / 2 ** 31) * Math.PI) / 2;
    return radius * (index % 8 < 4 ? Math.cos(angle) * (bits & 1 ? -1 : 1) : Math.sin(angle));
  });
}

/** How far the mean of `values` is from `expected`, in standard errors. */
function deviation(values: Float64Array, expected: number, variance: number): number {
  let sum = 0;
  for (const value of values) sum += value;
  return Math.abs(sum / COUNT - expected) / Math.sqrt(variance / COUNT);
}

describe('Gaussian noise', () => {
  const drawn = normals(1);

  it('is what its definition says, in images of any size', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (seed, width, height) => {
          const expected = definedNormals(seed, width * height);
          for (const [index, value] of normals(seed, { width, height }).entries()) {
            expect(Math.abs(value - (expected[index] as number))).toBeLessThan(2e-5);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

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
    [3.8, 0.9999276519560749],
    [-2, 0.0227501319481792],
    [-3.8, 0.0000723480439251],
  ])('lies below %d σ as often as the normal distribution does', (bound, probability) => {
    const below = drawn.map((value) => (value < bound ? 1 : 0));
    expect(deviation(below, probability, probability * (1 - probability))).toBeLessThan(5);
  });

  it('is not correlated between values that are made together, between rows, or between consecutive seeds', () => {
    const next = normals(2);
    for (const distance of [1, 2, 3, 4, 5, 7, 8, WIDTH]) {
      const neighbours = drawn.map((value, index) => value * (drawn[index - distance] ?? 0));
      expect(deviation(neighbours, 0, 1)).toBeLessThan(5);
      const squares = drawn.map((value, index) => (value ** 2 - 1) * ((drawn[index - distance] ?? 1) ** 2 - 1));
      expect(deviation(squares, 0, 4)).toBeLessThan(5);
    }
    for (const distance of [0, 1]) {
      const seeds = drawn.map((value, index) => value * (next[index - distance] ?? 0));
      expect(deviation(seeds, 0, 1)).toBeLessThan(5);
    }
  });

  it('is clipped to [0, 1], after each noise', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), (seed, sigma, grey) => {
        const noise = { sigma, seed };
        const values = noisy(grey, { width: 9, height: 5 }, [noise, { ...noise, seed: seed + 1 }]);
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it('changes nothing at sigma 0', () => {
    const size = { width: 30, height: 3 };
    expect(noisy(77, size, [{ sigma: 0, seed: 5 }])).toEqual(noisy(77, size, []));
  });
});
