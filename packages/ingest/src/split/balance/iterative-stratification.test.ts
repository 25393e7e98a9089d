import fc from 'fast-check';
import { iterativeStratification, type Stratified } from './iterative-stratification.ts';

const FRACTIONS = [0.7, 0.15, 0.15];
const one = (...labels: number[]): Stratified => ({ samples: 1, classes: labels.map((label) => [label, 1] as const) });

/** How many units with a label, or in all, are in each part. */
function countsOf(units: readonly Stratified[], partOf: Int32Array, label?: number): number[] {
  return FRACTIONS.map(
    (_, part) =>
      units.filter(
        ({ classes }, unit) => partOf[unit] === part && (label === undefined || classes.some(([own]) => own === label)),
      ).length,
  );
}

describe('iterativeStratification', () => {
  it('gives each part its fraction of a single class, to within one sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
        const units = Array.from({ length: count }, () => one(0));
        const counts = countsOf(units, iterativeStratification(units, FRACTIONS));
        for (const [part, fraction] of FRACTIONS.entries())
          expect(Math.abs(counts[part]! - fraction * count)).toBeLessThan(1);
      }),
    );
  });

  it('deals every unit once, and keeps the proportions of all labels', () => {
    const someLabels = fc.subarray([0, 1, 2, 3, 4], { minLength: 0 });
    fc.assert(
      fc.property(fc.array(someLabels, { minLength: 60, maxLength: 200 }), (rows) => {
        const units = rows.map((labels) => one(...labels));
        const partOf = iterativeStratification(units, FRACTIONS);
        expect(countsOf(units, partOf).reduce((sum, count) => sum + count, 0)).toBe(units.length);
        for (const label of [0, 1, 2, 3, 4]) {
          const total = units.filter(({ classes }) => classes.some(([own]) => own === label)).length;
          const counts = countsOf(units, partOf, label);
          // Not exact: a unit counts for all of its labels at once.
          for (const [part, fraction] of FRACTIONS.entries()) {
            expect(Math.abs(counts[part]! - fraction * total)).toBeLessThan(3 + 0.08 * total);
          }
        }
      }),
    );
  });

  it('follows the algorithm of the paper', () => {
    // Label 1 is rarer: its two units go to the two parts, the first part first; then label 0 fills up.
    const units = [one(0), one(0, 1), one(0), one(1), one()];
    expect([...iterativeStratification(units, [0.5, 0.5])]).toEqual([1, 0, 0, 1, 0]);
  });
});
