import fc from 'fast-check';
import { deriveSeed, mixSeed, RandomStream } from './random.ts';

describe('random streams', () => {
  it('are the same for the same names and others for other names', () => {
    expect(deriveSeed(7, 'split', 'cat')).toBe(deriveSeed(7, 'split', 'cat'));
    expect(new Set([deriveSeed(7, 'a'), deriveSeed(8, 'a'), deriveSeed(7, 'b'), deriveSeed(7, 'a', 0)]).size).toBe(4);
  });

  it('do not change between versions: stored runs depend on them', () => {
    const stream = new RandomStream(deriveSeed(7, 'golden'));
    expect([stream.integer(1000), stream.integer(1000), stream.integer(1000)]).toMatchInlineSnapshot(`
[
  596,
  458,
  521,
]
`);
  });

  it('shuffle into a permutation', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, values) => {
        const shuffled = new RandomStream(seed).shuffle([...values]);
        expect(shuffled.sort((a, b) => a - b)).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });

  it('draw integers below the bound', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = new RandomStream(seed).integer(bound);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(bound);
      }),
    );
  });

  it('have the moments of their distributions', () => {
    const stream = new RandomStream(1);
    const count = 100_000;
    const moments = (draw: () => number) => {
      const values = Array.from({ length: count }, draw);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count };
    };
    const uniform = moments(() => stream.next());
    expect(uniform.mean).toBeCloseTo(0.5, 2);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const normal = moments(() => stream.gaussian());
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.variance).toBeCloseTo(1, 1);
  });

  it.each([0.2, 1, 4.5])('draw from the gamma distribution of shape %d', (shape) => {
    const stream = new RandomStream(3);
    const values = Array.from({ length: 100_000 }, () => stream.gamma(shape));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    // Five standard errors: the fourth central moment is 3 k² + 6 k.
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / values.length));
    expect(Math.abs(variance - shape)).toBeLessThan(5 * Math.sqrt((2 * shape ** 2 + 6 * shape) / values.length));
  });

  it('mixes words into a seed: the same for the same words, and spread over all 32 bits', () => {
    expect([mixSeed(7, 'cat/0001.png'), mixSeed(7, 3), mixSeed(0, '')]).toMatchInlineSnapshot(`
[
  -1022916130,
  -823678547,
  0,
]
`);
    const seeds = Array.from({ length: 4096 }, (_, index) => mixSeed(7, `cat/${index}.png`));
    expect(new Set(seeds).size).toBe(4096);
    for (let bit = 0; bit < 32; bit++) {
      const ones = seeds.filter((seed) => (seed >>> bit) & 1).length;
      expect(Math.abs(ones - 2048)).toBeLessThan(5 * 32);
    }
  });
});
