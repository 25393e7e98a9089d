import fc from 'fast-check';
import { hashClusters } from './hash-clusters.ts';

const bits = (left: string, right: string) =>
  (BigInt(`0x${left}`) ^ BigInt(`0x${right}`)).toString(2).replaceAll('0', '').length;

/** By comparing all with all until nothing changes. */
function bruteForce(hashes: readonly string[], maxDistance: number): number[][] {
  const leader = hashes.map((_, index) => index);
  for (let changed = true; changed;) {
    changed = false;
    for (const [one, left] of hashes.entries())
      for (const [other, right] of hashes.entries())
        if (bits(left, right) <= maxDistance && leader[other]! < leader[one]!) {
          leader[one] = leader[other]!;
          changed = true;
        }
  }
  const clusters = hashes.map((_, index) => hashes.flatMap((_hash, at) => (leader[at] === index ? [at] : [])));
  return clusters.filter(({ length }) => length > 1);
}

const hex = (value: bigint) => value.toString(16).padStart(16, '0');
const flip = (value: bigint, places: readonly number[]) =>
  places.reduce((flipped, place) => flipped ^ (1n << BigInt(place)), value);

/** Some hashes, and others a few bits from them. */
const hashes = fc
  .record({
    seeds: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 6 }),
    changes: fc.array(fc.tuple(fc.nat(), fc.array(fc.nat({ max: 63 }), { maxLength: 8 })), { maxLength: 30 }),
  })
  .map(({ seeds, changes }) =>
    [...seeds, ...changes.map(([seed, places]) => flip(seeds[seed % seeds.length]!, places))].map(hex),
  );

describe('clusters of hashes', () => {
  it('are those of comparing all with all', () => {
    fc.assert(
      fc.property(hashes, fc.integer({ min: 0, max: 12 }), (some, maxDistance) => {
        expect(hashClusters(some, maxDistance)).toEqual(bruteForce(some, maxDistance));
      }),
      { numRuns: 200 },
    );
  });

  it('are found among many', () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      hex((BigInt(index + 1) * 0x9e37_79b9_7f4a_7c15n) & (2n ** 64n - 1n)),
    );
    const near = [flip(BigInt(`0x${many[77]}`), [3, 40]), flip(BigInt(`0x${many[19_000]}`), [0, 21, 42, 63])].map(hex);
    expect(hashClusters([...many, ...near], 4)).toEqual([
      [77, 20_000],
      [19_000, 20_001],
    ]);
  });
});
