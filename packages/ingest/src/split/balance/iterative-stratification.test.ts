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

  const someLabels = fc.array(fc.subarray([0, 1, 2, 3, 4]), { minLength: 60, maxLength: 200 });
  const unitsOf = (rows: readonly (readonly number[])[]) => rows.map((labels) => one(...labels));
  const withLabel = (rows: readonly (readonly number[])[], label: number) =>
    rows.filter((labels) => labels.includes(label)).length;

  it('deals every unit once, and gives each part its fraction of the rarest label, to within one sample', () => {
    fc.assert(
      fc.property(someLabels, (rows) => {
        const units = unitsOf(rows);
        const partOf = iterativeStratification(units, FRACTIONS);
        expect(countsOf(units, partOf).reduce((sum, count) => sum + count, 0)).toBe(units.length);
        const totals = [0, 1, 2, 3, 4].map((label) => withLabel(rows, label));
        const rarest = totals.indexOf(Math.min(...totals.filter((total) => total > 0)));
        fc.pre(rarest !== -1);
        for (const [part, fraction] of FRACTIONS.entries())
          expect(Math.abs(countsOf(units, partOf, rarest)[part]! - fraction * totals[rarest]!)).toBeLessThan(1);
      }),
    );
  });

  // No bound is proven for the other labels, for a unit counts for all of its labels at once: the same rows each time.
  it('keeps the proportions of all labels', () => {
    fc.assert(
      fc.property(someLabels, (rows) => {
        const units = unitsOf(rows);
        const partOf = iterativeStratification(units, FRACTIONS);
        for (const label of [0, 1, 2, 3, 4]) {
          const total = withLabel(rows, label);
          const counts = countsOf(units, partOf, label);
          for (const [part, fraction] of FRACTIONS.entries())
            expect(Math.abs(counts[part]! - fraction * total)).toBeLessThan(3 + 0.08 * total);
        }
      }),
      { seed: 2011 },
    );
  });

  it('follows the algorithm of the paper', () => {
    // Label 1 is rarer: its two units go to the two parts, the first part first; then label 0 fills up.
    const units = [one(0), one(0, 1), one(0), one(1), one()];
    expect([...iterativeStratification(units, [0.5, 0.5])]).toEqual([1, 0, 0, 1, 0]);
  });
});
