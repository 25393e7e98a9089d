import { errorCodeOf, resamplerSchema, type ResamplerOptions } from '@sightline/contracts';
import fc from 'fast-check';
import { resample } from '../resample.ts';
import { type Rows, rowsByClass } from '../rows.ts';
import { allResamplers, someRows } from '../rows.fixture.ts';
import { samplers } from './samplers.ts';
import { type ClassCounts, countClasses, rowsToAdd, rowsToKeep } from '../sampling-strategy.ts';

function isCopy(copies: Rows, place: number, originals: Rows, row: number): boolean {
  const start = row * originals.dimension;
  const copy = copies.values.subarray(place * copies.dimension, (place + 1) * copies.dimension);
  return (
    copies.labels[place] === originals.labels[row] && copy.every((value, at) => value === originals.values[start + at])
  );
}

const countsOf = (rows: Rows): ClassCounts => countClasses(rowsByClass(rows.labels));

/** ADASYN says so when there is no border to adapt to; the property then says nothing. */
function resampled(rows: Rows, options: ResamplerOptions, seed: number) {
  try {
    return resample(rows, options, seed);
  } catch (error) {
    if (options.kind === 'adasyn' && errorCodeOf(error) === 'augment/class-too-small') return fc.pre(false) as never;
    throw error;
  }
}

function expectedCounts(counts: ClassCounts, options: ResamplerOptions): ClassCounts {
  const spec = resamplerSchema.parse(options);
  if (spec.kind === 'randomHybrid') {
    const sizes = [...counts.values()].sort((a, b) => a - b);
    const [low, high] = [sizes[(sizes.length - 1) >> 1] as number, sizes[sizes.length >> 1] as number];
    const named = { mean: sizes.reduce((sum, size) => sum + size, 0) / sizes.length, median: (low + high) / 2 };
    const target = typeof spec.target === 'number' ? spec.target : Math.round(named[spec.target]);
    return new Map([...counts.keys()].map((label) => [label, target]));
  }
  if (spec.kind === 'smote' || spec.kind === 'randomOverSampler') {
    const added = rowsToAdd(counts, spec.samplingStrategy);
    return new Map([...counts].map(([label, count]) => [label, count + (added.get(label) ?? 0)]));
  }
  if (spec.kind !== 'randomUnderSampler') throw new Error(`say which counts ${spec.kind} reaches`);
  return new Map([...counts, ...rowsToKeep(counts, spec.samplingStrategy)]);
}

function evenRows(counts: ClassCounts): Rows {
  const labels = Int32Array.from([...counts].flatMap(([label, count]) => Array.from({ length: count }, () => label)));
  return { labels, values: Float32Array.from(labels), dimension: 1 };
}

it('has an entry for every kind of settings', () => {
  expect(new Set(allResamplers.map(({ kind }) => kind))).toEqual(new Set(Object.keys(samplers)));
});

describe.each(allResamplers.map((options) => [JSON.stringify(options), options] as const))('%s', (_, options) => {
  const { effect, exactCounts } = samplers[options.kind];

  it('gives the same for the same rows, settings and seed, and leaves its input as it is', () => {
    fc.assert(
      fc.property(someRows, fc.integer(), (rows, seed) => {
        const before = { ...rows, values: rows.values.slice(), labels: rows.labels.slice() };
        expect(resampled(rows, options, seed)).toEqual(resampled(rows, options, seed));
        expect(rows).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });

  it('says which rows are copies, and they are: of values and of class', () => {
    fc.assert(
      fc.property(someRows, fc.integer(), (rows, seed) => {
        const result = resampled(rows, options, seed);
        expect(result.values.length).toBe(result.labels.length * result.dimension);
        expect(result.indices.length).toBe(result.labels.length);
        const wrong = result.indices.findIndex((row, place) => row >= 0 && !isCopy(result, place, rows, row));
        expect(wrong).toBe(-1);
        expect(result.values.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  if (effect === 'over-sampling') {
    it('keeps all rows in order, then adds', () => {
      fc.assert(
        fc.property(someRows, fc.integer(), (rows, seed) => {
          const { indices } = resampled(rows, options, seed);
          expect([...indices.subarray(0, rows.labels.length)]).toEqual(Array.from(rows.labels, (_label, row) => row));
        }),
        { numRuns: 25 },
      );
    });
  }

  if (effect === 'under-sampling' || effect === 'cleaning') {
    it('makes no row up, and repeats none unless asked to', () => {
      fc.assert(
        fc.property(someRows, fc.integer(), (rows, seed) => {
          const { indices } = resampled(rows, options, seed);
          expect(indices.every((row) => row >= 0)).toBe(true);
          if (!('replacement' in options)) expect(new Set(indices).size).toBe(indices.length);
        }),
        { numRuns: 25 },
      );
    });
  }

  if (exactCounts) {
    it('reaches the counts that its settings ask for', () => {
      fc.assert(
        fc.property(someRows, fc.integer(), (rows, seed) => {
          expect(countsOf(resampled(rows, options, seed))).toEqual(expectedCounts(countsOf(rows), options));
        }),
        { numRuns: 25 },
      );
    });
  }

  it('never lets a synthetic row leave the range of the rows, but for noise', () => {
    if ('shrinkage' in options) return;
    fc.assert(
      fc.property(someRows, fc.integer(), (rows, seed) => {
        const { values } = resampled(rows, options, seed);
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...rows.values) + 1e-6);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(...rows.values) - 1e-6);
      }),
      { numRuns: 25 },
    );
  });

  it('takes classes of one row, or says which class is too small and what to do', () => {
    const rows = { values: Float32Array.of(0, 1, 2, 9), dimension: 1, labels: Int32Array.of(0, 0, 0, 1) };
    try {
      const result = resample(rows, options, 1);
      expect(result.labels.length).toBeGreaterThan(0);
    } catch (error) {
      expect(errorCodeOf(error)).toBe('augment/class-too-small');
      expect((error as Error).message).toMatch(/has \d rows?, and \w+ asks for \d+ neighbours\. (Lower it|Add rows)/);
    }
  });

  it.each([
    ['values that do not fit the labels', { values: new Float32Array(5), dimension: 2, labels: Int32Array.of(0, 1) }],
    ['no dimension', { values: new Float32Array(0), dimension: 0, labels: Int32Array.of(0, 1) }],
    ['a label that is not a class', { values: new Float32Array(2), dimension: 1, labels: Int32Array.of(0, -1) }],
    ['a value that is not finite', { values: Float32Array.of(0, NaN), dimension: 1, labels: Int32Array.of(0, 1) }],
    ['one class', { values: new Float32Array(2), dimension: 1, labels: Int32Array.of(1, 1) }],
    ['no rows', { values: new Float32Array(0), dimension: 1, labels: new Int32Array(0) }],
  ])('refuses %s', (...[, rows]) => {
    expect(() => resample(rows, options, 1)).toThrow(expect.objectContaining({ code: 'augment/invalid-rows' }));
  });
});

describe('resample', () => {
  const rows = (grown: number): Rows =>
    evenRows(
      new Map([
        [0, 20],
        [1, 8],
        [2, grown],
      ]),
    );

  it('draws for each class by itself: more rows of one do not change another', () => {
    const second = (grown: number) => {
      const { values, labels, indices } = resample(rows(grown), { kind: 'smote', kNeighbors: 3 }, 5);
      return values.filter((_, row) => labels[row] === 1 && (indices[row] as number) < 0);
    };
    expect(second(9)).toEqual(second(12));
  });

  it('draws differently for different seeds', () => {
    const drawn = [1, 2, 3].map((seed) => resample(rows(9), { kind: 'randomUnderSampler' }, seed).indices.join());
    expect(new Set(drawn).size).toBe(3);
  });

  it('names the setting that is wrong', () => {
    expect(() => resample(rows(9), { kind: 'smote', kNeighbours: 3 } as never, 1)).toThrow(
      'Did you mean "kNeighbors"?',
    );
    expect(() => resample(rows(9), { kind: 'smote', samplingStrategy: 'majority' } as never, 1)).toThrow(
      'samplingStrategy: Allowed: auto, minority, not minority, not majority, all; a ratio',
    );
  });

  it('says when ADASYN has no border to adapt to, or too little to share out', () => {
    const apart = evenRows(
      new Map([
        [0, 20],
        [900, 8],
      ]),
    );
    expect(() => resample(apart, { kind: 'adasyn' }, 1)).toThrow(
      'no row of class 900 has a neighbour of another class',
    );
    const mixed = { ...rows(9), values: Float32Array.from({ length: 37 }, (_, row) => (row * 7) % 11) };
    const one = { kind: 'adasyn', samplingStrategy: { 1: 9 } } as const;
    expect(() => resample(mixed, one, 1)).toThrow('round to zero');
  });
});
