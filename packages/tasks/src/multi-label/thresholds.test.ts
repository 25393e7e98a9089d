import fc from 'fast-check';
import { highestF1Thresholds } from './thresholds.ts';

const scored = fc.array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 });

function f1At(rows: readonly (readonly [number, boolean])[], threshold: number): number {
  const found = rows.filter(([score, isPositive]) => isPositive && score >= threshold).length;
  const answered = rows.filter(([score]) => score >= threshold).length;
  const positives = rows.filter(([, isPositive]) => isPositive).length;
  return answered + positives === 0 ? 0 : (2 * found) / (answered + positives);
}

describe('highestF1Thresholds', () => {
  it('are no worse than any other threshold', () => {
    fc.assert(
      fc.property(scored, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (rows, other) => {
        const [threshold] = highestF1Thresholds(
          Uint8Array.from(rows, ([, isPositive]) => Number(isPositive)),
          Float32Array.from(rows, ([score]) => score),
          1,
        );
        expect(threshold).toBeGreaterThan(0);
        expect(threshold).toBeLessThan(1);
        expect(f1At(rows, threshold!)).toBeGreaterThanOrEqual(f1At(rows, other) - 1e-12);
      }),
    );
  });

  it('lie halfway between scores, one half where a label has no positive sample', () => {
    const scores = Float32Array.of(0.75, 0.5, 0.25, 0.125, 0.125, 0.25);
    expect(highestF1Thresholds(Uint8Array.of(1, 0, 1, 0, 0, 0), scores, 2)).toEqual([0.1875, 0.5]);
  });
});
