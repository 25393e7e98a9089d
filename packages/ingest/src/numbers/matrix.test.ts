import fc from 'fast-check';
import { dotProducts, rowOf, weightedSums, zeros } from './matrix.ts';

describe('products of matrices', () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 9 }),
    others: fc.integer({ min: 1, max: 9 }),
    length: fc.integer({ min: 1, max: 30 }),
  });
  // Whole numbers: sums are exact in any order.
  const filled = (rows: number, length: number, step: number) => {
    const matrix = zeros(rows, length);
    for (let row = 0; row < rows; row++)
      for (let index = 0; index < length; index++) rowOf(matrix, row)[index] = ((row * 7 + index * step) % 11) - 5;
    return matrix;
  };

  it('are what plain sums give', () => {
    fc.assert(
      fc.property(sizes, ({ rows, others, length }) => {
        const [left, right] = [filled(rows, length, 3), filled(others, length, 5)];
        const dots = dotProducts(left, right);
        for (let row = 0; row < rows; row++) {
          for (let other = 0; other < others; other++) {
            const expected = rowOf(left, row).reduce(
              (sum, value, index) => sum + value * rowOf(right, other)[index]!,
              0,
            );
            expect(dots[row * others + other]).toBe(expected);
          }
        }
        // [rows, others] and [rows, length] into [others, length].
        const sums = weightedSums(dots, left);
        expect(sums).toHaveLength(others * left.length);
        for (let other = 0; other < others; other++) {
          for (let index = 0; index < left.length; index++) {
            let expected = 0;
            for (let row = 0; row < rows; row++) expected += dots[row * others + other]! * rowOf(left, row)[index]!;
            expect(sums[other * left.length + index]).toBe(expected);
          }
        }
      }),
    );
  });
});
