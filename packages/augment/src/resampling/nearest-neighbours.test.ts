import fc from 'fast-check';
import { nearestNeighbours } from './nearest-neighbours.ts';
import type { Rows } from './rows.ts';

const asked = { what: 'class 3', setting: 'kNeighbors' };

/** The slow, obvious way. */
function sorted({ values, dimension }: Rows, query: number, candidates: Int32Array, direction: 1 | -1) {
  const distance = (row: number) => {
    let sum = 0;
    for (let feature = 0; feature < dimension; feature++) {
      sum += (values[query * dimension + feature]! - values[row * dimension + feature]!) ** 2;
    }
    return Math.sqrt(sum);
  };
  return [...candidates]
    .filter((row) => row !== query)
    .map((row) => ({ row, distance: distance(row) }))
    .sort((a, b) => direction * (a.distance - b.distance) || a.row - b.row);
}

/** Enough rows for several blocks of queries and of candidates, on a grid so that many are equally near. */
const someSearch = fc
  .record({ count: fc.integer({ min: 12, max: 330 }), dimension: fc.constantFrom(1, 2, 3, 5), seed: fc.nat(1000) })
  .map(({ count, dimension, seed }) => ({
    data: {
      values: Float32Array.from({ length: count * dimension }, (_, at) => ((at * 7919 + seed * 104729) % 23) / 4),
      dimension,
      labels: new Int32Array(count),
    },
    even: Int32Array.from({ length: Math.ceil(count / 2) }, (_, index) => 2 * index),
    every: Int32Array.from({ length: count }, (_, index) => index),
  }));

describe('nearestNeighbours', () => {
  it.each([
    ['nearest', false, 1],
    ['farthest', true, -1],
  ] as const)('finds the %s of the other rows, of equal ones the lower', (...[, farthest, direction]) => {
    fc.assert(
      fc.property(someSearch, fc.integer({ min: 1, max: 5 }), fc.boolean(), ({ data, even, every }, k, same) => {
        const candidates = same ? every : even;
        const found = nearestNeighbours(data, { queries: every, candidates, k, farthest, ...asked });
        for (const query of every) {
          const expected = sorted(data, query, candidates, direction).slice(0, k);
          expect([...found.rows.subarray(query * k, (query + 1) * k)]).toEqual(expected.map(({ row }) => row));
          expect([...found.distances.subarray(query * k, (query + 1) * k)]).toEqual(
            expected.map(({ distance }) => distance),
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('takes rows longer than its blocks', () => {
    const dimension = 20_000;
    const values = Float32Array.from({ length: 6 * dimension }, (_, at) => Math.floor(at / dimension) ** 2);
    const every = Int32Array.of(0, 1, 2, 3, 4, 5);
    const data = { values, dimension, labels: new Int32Array(6) };
    const { rows, distances } = nearestNeighbours(data, { queries: every, candidates: every, k: 1, ...asked });
    expect([...rows]).toEqual([1, 0, 1, 2, 3, 4]);
    expect(distances[5]).toBe(9 * Math.sqrt(dimension));
  });

  it('says whose rows are too few, and how many neighbours there can be', () => {
    const data = { values: new Float32Array(3), dimension: 1, labels: new Int32Array(3) };
    const of = (queries: Int32Array, k: number) => () =>
      nearestNeighbours(data, { queries, candidates: Int32Array.of(0, 1), k, ...asked });
    expect(of(Int32Array.of(0), 2)).toThrow(
      'class 3 has 2 rows, and kNeighbors asks for 2 neighbours. ' +
        'Lower it to 1 or less, add rows, or use a random sampler',
    );
    expect(of(Int32Array.of(2), 2)).not.toThrow();
    expect(of(Int32Array.of(2), 3)).toThrow('Lower it to 2 or less');
  });
});
