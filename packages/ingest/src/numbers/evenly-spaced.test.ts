import fc from 'fast-check';
import { evenlySpaced } from './evenly-spaced.ts';

const size = fc.integer({ min: 1, max: 200 });

describe('evenly spaced numbers', () => {
  it('are the middle ones of equal parts', () => {
    expect(evenlySpaced(9, 3)).toEqual([1, 4, 7]);
    expect(evenlySpaced(20, 3)).toEqual([3, 10, 16]);
    expect(evenlySpaced(2, 5)).toEqual([0, 0, 1, 1, 1]);
  });

  it('are in order, as many as asked for, none twice if possible, and no gap more than 1 wider than another', () => {
    fc.assert(
      fc.property(size, size, (total, count) => {
        const chosen = evenlySpaced(total, count);
        expect(chosen).toHaveLength(count);
        expect(chosen).toEqual(chosen.toSorted((one, other) => one - other));
        expect(chosen.every((number) => number >= 0 && number < total)).toBe(true);
        if (count <= total) expect(new Set(chosen).size).toBe(count);
        const gaps = chosen.slice(1).map((number, index) => number - (chosen[index] as number));
        if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
    expect(evenlySpaced(4, 4)).toEqual([0, 1, 2, 3]);
  });
});
