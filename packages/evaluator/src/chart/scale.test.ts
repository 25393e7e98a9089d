import fc from 'fast-check';
import { niceDomain, tickLabels, ticks } from './scale.ts';

describe('ticks', () => {
  it.each([
    [
      [0, 1],
      [0, 0.2, 0.4, 0.6, 0.8, 1],
    ],
    [
      [0.95, 1],
      [0.95, 0.96, 0.97, 0.98, 0.99, 1],
    ],
    [
      [1, 12],
      [5, 10],
    ],
  ] as [[number, number], number[]][])('of %j are %j', (domain, expected) => {
    expect(ticks(domain)).toEqual(expected);
  });

  it('have labels of equal precision', () => {
    expect(tickLabels([0, 0.5, 1])).toEqual(['0.0', '0.5', '1.0']);
    expect(tickLabels([0, 5e-5, 1e-4])).toEqual(['0', '5e−5', '1e−4']);
  });
});

describe('niceDomain', () => {
  it('holds all values and is never empty', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.constantFrom(1, 1e-3, 1e-9), (numbers, unit) => {
        const values = numbers.map((number) => number * unit);
        const [low, high] = niceDomain(values);
        const slack = (high - low) * 1e-6;
        expect(low).toBeLessThan(high);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low - slack);
        expect(Math.max(...values)).toBeLessThanOrEqual(high + slack);
      }),
    );
  });
});
