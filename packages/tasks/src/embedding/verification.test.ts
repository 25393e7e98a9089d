import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { areaUnderCurve, equalError, errorRates, nearestOthers, pairDistances } from './verification.ts';

interface Golden {
  identities: string[];
  embeddings: number[];
  units: number;
  rocAuc: number;
  equalErrorRate: number;
  recallAt1: number;
}

/** What scikit-learn gave, by tools/oracles/scikit-learn/tasks.py. */
const { cases } = JSON.parse(readFileSync(join(__dirname, '../../golden/embedding.json'), 'utf8')) as {
  cases: Golden[];
};

describe.each(cases.map((golden, index) => [index, golden] as const))('verification, case %i', (_case, golden) => {
  const embeddings = Float32Array.from(golden.embeddings);
  const pairs = pairDistances(golden.identities, embeddings, golden.units);

  it('has the figures of scikit-learn', () => {
    expect(areaUnderCurve(pairs)).toBeCloseTo(golden.rocAuc, 10);
    expect(equalError(pairs)?.rate).toBeCloseTo(golden.equalErrorRate, 10);
    const nearest = nearestOthers(golden.identities.length, embeddings, golden.units);
    const hits = nearest.filter(({ place }, row) => golden.identities[place] === golden.identities[row]).length;
    expect(hits / golden.identities.length).toBeCloseTo(golden.recallAt1, 10);
  });
});

const distances = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 40 });
const sorted = (values: number[]) => Float64Array.from(values).sort();

describe('error rates', () => {
  it('run from all rejected to all accepted, and never back', () => {
    fc.assert(
      fc.property(distances, distances, (same, different) => {
        const rates = [...errorRates({ same: sorted(same), different: sorted(different) })];
        expect(rates.at(-1)).toMatchObject({ falseAccept: 1, falseReject: 0 });
        for (const [place, rate] of rates.slice(1).entries()) {
          expect(rate.falseAccept).toBeGreaterThanOrEqual(rates[place]!.falseAccept);
          expect(rate.falseReject).toBeLessThanOrEqual(rates[place]!.falseReject);
        }
      }),
    );
  });

  it('are equal at 0 where each pair of one identity is nearer than all others', () => {
    fc.assert(
      fc.property(distances, (same) => {
        const pairs = { same: sorted(same), different: sorted(same.map((distance) => distance + 2.5)) };
        expect(equalError(pairs)?.rate).toBe(0);
        expect(areaUnderCurve(pairs)).toBe(1);
      }),
    );
  });

  it('need pairs of both kinds', () => {
    expect(equalError({ same: sorted([1]), different: sorted([]) })).toBeUndefined();
    expect(areaUnderCurve({ same: sorted([]), different: sorted([1]) })).toBeNull();
  });
});
