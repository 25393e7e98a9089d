import { type ComparisonMeasure, comparisonThresholdsSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { sampleOf } from '../dataset/sample.fixture.ts';
import { EMBEDDING } from '../scrub/outliers/embeddings.ts';
import { kolmogorovSmirnov, smirnovLimit } from './kolmogorov-smirnov.ts';
import type { Compared } from './measure.ts';
import { MEASURES } from './measures.ts';

/** Sets of samples that differ in everything, by a position from 0 to 1. */
const setOf = (positions: readonly number[]): Compared[] =>
  positions.map((position, index) => ({
    sample: {
      ...sampleOf(position < 0.5 ? 'a' : 'b', index, String(index)),
      width: Math.round(100 + 300 * position),
      height: Math.round(100 + 100 * position),
    },
    brightness: position,
    embedding: new Float32Array(EMBEDDING).fill(position),
  }));
const positions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });

describe.each(Object.keys(MEASURES) as ComparisonMeasure[])('the measure %s', (name) => {
  it('has a threshold, is 0 of equal sets, 1 of sets apart, and the same both ways', () => {
    const { compare } = MEASURES[name];
    expect(comparisonThresholdsSchema.parse({})[name]).toBeGreaterThan(0);
    expect(compare(setOf([0, 0.2, 0.1]), setOf([0.9, 1]))).toMatchObject({ distance: 1 });
    fc.assert(
      fc.property(positions, positions, (left, right) => {
        const distance = compare(setOf(left), setOf(right)).distance;
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(compare(setOf(right), setOf(left)).distance).toBeCloseTo(distance, 12);
        expect(compare(setOf(left), setOf(left)).distance).toBe(0);
      }),
    );
  });
});

it('samples without classes do not differ in them', () => {
  const numbers = setOf([0, 1]).map(({ sample, ...look }) => {
    const { label: _, ...unlabelled } = sample;
    return { ...look, sample: unlabelled };
  });
  expect(MEASURES.classFraction.compare(numbers, numbers)).toEqual({ distance: 0, detail: 'No classes differ.' });
});

describe('the Kolmogorov-Smirnov statistic', () => {
  it('is the greatest distance between the distribution functions', () => {
    const upTo = (values: readonly number[], bound: number) =>
      values.filter((value) => value <= bound).length / values.length;
    const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(values, values, (left, right) => {
        const distances = [...left, ...right].map((bound) => Math.abs(upTo(left, bound) - upTo(right, bound)));
        expect(kolmogorovSmirnov(left, right)).toBeCloseTo(Math.max(...distances), 12);
      }),
    );
  });

  it('exceeds its limit in few samples by chance alone', () => {
    expect(smirnovLimit(100, 100, 1)).toBeCloseTo(0.2302, 4); // 1.6276 √(2 / 100)
    expect(smirnovLimit(100, 100, 64)).toBeCloseTo(0.3075, 4);
    expect(smirnovLimit(1, 1, 1)).toBe(1);
  });
});
