import fc from 'fast-check';
import { nearestRows } from './nearest-rows.ts';

const UNITS = 3;
const unitRow = fc
  .tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .map((row) => row.map((value) => value / Math.hypot(...row)));
const matrix = fc.array(unitRow, { minLength: 1, maxLength: 30 }).map((rows) => Float32Array.from(rows.flat()));

it('finds what sorting all rows by their cosine finds, the first of equals first', () => {
  fc.assert(
    fc.property(matrix, matrix, fc.integer({ min: 1, max: 8 }), (queries, rows, count) => {
      const row = (of: Float32Array, index: number) => [...of.subarray(index * UNITS, (index + 1) * UNITS)];
      const found = nearestRows(queries, rows, { units: UNITS, count });
      expect(found).toHaveLength(queries.length / UNITS);
      for (const [query, nearest] of found.entries()) {
        const given = row(queries, query);
        const sorted = Array.from({ length: rows.length / UNITS }, (_, index) => ({
          index,
          cosine: row(rows, index).reduce((sum, value, unit) => sum + (given[unit] as number) * value, 0),
        })).toSorted((a, b) => b.cosine - a.cosine || a.index - b.index);
        expect(nearest.map((each) => each.row)).toEqual(sorted.slice(0, count).map(({ index }) => index));
        for (const { similarity } of nearest) expect(Math.abs(similarity)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
