import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { classWeights } from './class-weights.ts';

/** What scikit-learn and Cui et al.'s program gave, by tools/oracles/imbalanced-learn/resampling.py. */
const golden = JSON.parse(readFileSync(join(__dirname, '../../golden/class-weights.json'), 'utf8')) as {
  weights: { counts: number[]; balanced: number[]; effectiveNumber: Record<string, number[]> }[];
};
const someCounts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 12 });

describe('classWeights', () => {
  it('weighs smaller classes more, and equal ones 1', () => {
    fc.assert(
      fc.property(someCounts, fc.double({ min: 0.5, max: 0.99999, noNaN: true }), (counts, beta) => {
        for (const options of [{ kind: 'balanced' }, { kind: 'effectiveNumber', beta }] as const) {
          const weights = classWeights(counts, options);
          for (const [place, count] of counts.entries()) {
            const smaller = counts.findIndex((other) => other < count);
            if (smaller >= 0) expect(weights[smaller]).toBeGreaterThanOrEqual(weights[place]!);
          }
          for (const weight of classWeights(
            counts.map(() => 7),
            options,
          ))
            expect(weight).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it('weighs all samples together as if there were no weights, when balanced', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const weights = classWeights(counts, { kind: 'balanced' });
        expect(counts.reduce((sum, count, place) => sum + count * weights[place]!, 0) / total).toBeCloseTo(1, 9);
      }),
    );
  });

  it('takes typed arrays, and says which class is empty', () => {
    expect(classWeights(Int32Array.of(3, 1), { kind: 'balanced' })).toEqual([4 / 6, 2]);
    expect(() => classWeights([3, 0], { kind: 'balanced' })).toThrow('class 1 has 0 samples');
    expect(() => classWeights([], { kind: 'balanced' })).toThrow('received no classes');
    expect(() => classWeights([1], { kind: 'effectiveNumber', beta: 1 })).toThrow('beta');
  });

  it.each(golden.weights.map((each) => [each.counts.join(), each] as const))(
    'of %s samples are those of scikit-learn and of Cui et al.',
    (_, { counts, balanced, effectiveNumber }) => {
      const close = (received: number[], expected: number[]) => {
        expect(received.length).toBe(expected.length);
        for (const [at, value] of expected.entries()) expect(received[at]! / value).toBeCloseTo(1, 9);
      };
      close(classWeights(counts, { kind: 'balanced' }), balanced);
      for (const [beta, expected] of Object.entries(effectiveNumber)) {
        close(classWeights(counts, { kind: 'effectiveNumber', beta: Number(beta) }), expected);
      }
    },
  );
});
