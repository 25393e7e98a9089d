import fc from 'fast-check';
import { SPLITS } from '@sightline/contracts';
import { assignSplits } from './split.ts';

const shares = { train: 0.7, validation: 0.15, test: 0.15 };
const labelled = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 3, max: 200 })), { minLength: 1, maxLength: 3 })
  .map((classes) => classes.flatMap(([label, count]) => Array.from({ length: count }, (_, index) => ({ label, sha256: `${label}${index}` }))));

describe('a stratified split', () => {
  it('keeps the shares of each class to within a sample, and leaves no split without it', () => {
    fc.assert(
      fc.property(labelled, fc.integer(), (samples, seed) => {
        const assigned = assignSplits(samples, shares, seed);
        for (const label of new Set(samples.map((sample) => sample.label))) {
          const hashes = new Set(samples.filter((sample) => sample.label === label).map(({ sha256 }) => sha256));
          for (const name of SPLITS) {
            const count = [...hashes].filter((hash) => assigned.get(hash) === name).length;
            expect(count).toBeGreaterThanOrEqual(1);
            expect(Math.abs(count - shares[name] * hashes.size)).toBeLessThanOrEqual(hashes.size < 20 ? 2 : 1);
          }
        }
      }),
    );
  });

  it('depends on the seed and the content, not on the order', () => {
    fc.assert(
      fc.property(labelled, fc.integer(), (samples, seed) => {
        const forward = assignSplits(samples, shares, seed);
        const backward = assignSplits([...samples].reverse(), shares, seed);
        expect([...backward].sort()).toEqual([...forward].sort());
      }),
    );
  });

  it('refuses a class with fewer images than splits, naming it', () => {
    const samples = ['x1', 'x2'].map((sha256) => ({ label: 'rare', sha256 }));
    expect(() => assignSplits(samples, shares, 1)).toThrow(/Class rare has 2 different images; at least 3 are needed/);
  });
});
