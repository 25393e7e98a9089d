import { type Sample, SPLITS, splitSchema, type SplitFractions } from '@sightline/contracts';
import fc from 'fast-check';
import { contentOf } from '../../dataset/parts.ts';
import { sampleOf } from '../../dataset/sample.fixture.ts';
import { divideSamples } from '../split.ts';

const stratifiedSplit = (samples: readonly Sample[], wanted: SplitFractions, seed: number) =>
  divideSamples(samples, splitSchema.parse(wanted), seed);
const defaultFractions = { train: 0.7, validation: 0.15, test: 0.15 };
const fractions = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .map(([a, b, c]) => {
    const sum = a + b + c;
    return { train: a / sum, validation: b / sum, test: c / sum };
  });
/** Classes of distinct images. */
const distinct = fc
  .array(fc.integer({ min: 3, max: 120 }), { minLength: 1, maxLength: 4 })
  .map((sizes) =>
    sizes.flatMap((size, label) =>
      Array.from({ length: size }, (_, index) => sampleOf(`class ${label}`, index, `${label}-${index}`)),
    ),
  );
/** The same, and then copies of some under any label. */
const withTwins = fc
  .tuple(distinct, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 60 }))
  .map(([samples, copies]) => [
    ...samples,
    ...copies.map(([from, to], index) =>
      sampleOf(pick(samples, to).label!, 1000 + index, contentOf(pick(samples, from))),
    ),
  ]);
const pick = (samples: Sample[], index: number) => samples[index % samples.length]!;
const countOf = (samples: Sample[], label: string | undefined, split: string) =>
  samples.filter((sample) => sample.label === label && sample.split === split).length;

describe('a stratified split', () => {
  it('gives each split its fraction of every class, to within a sample, and at least one', () => {
    fc.assert(
      fc.property(distinct, fractions, fc.integer(), (samples, wanted, seed) => {
        const assigned = stratifiedSplit(samples, wanted, seed);
        for (const label of new Set(samples.map((sample) => sample.label))) {
          const size = samples.filter((sample) => sample.label === label).length;
          for (const split of SPLITS) {
            const count = countOf(assigned, label, split);
            expect(count).toBeGreaterThanOrEqual(1);
            // Where a fraction is under one sample, the others give way by two at most.
            const slack = SPLITS.some((other) => wanted[other] * size < 1) ? 3 : 1;
            expect(Math.abs(count - wanted[split] * size)).toBeLessThan(slack);
          }
        }
      }),
    );
  });

  it('never divides byte-identical samples, whatever their labels, and leaves none out', () => {
    fc.assert(
      fc.property(withTwins, fractions, fc.integer(), (samples, wanted, seed) => {
        let assigned: Sample[];
        try {
          assigned = stratifiedSplit(samples, wanted, seed);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ingest/class-too-small' });
          return;
        }
        const splitOf = new Map(assigned.map((sample) => [contentOf(sample), sample.split]));
        expect(assigned.map(({ id }) => id)).toEqual(samples.map(({ id }) => id));
        for (const sample of assigned) {
          expect(SPLITS).toContain(sample.split);
          expect(splitOf.get(contentOf(sample))).toBe(sample.split);
        }
        for (const label of new Set(samples.map((sample) => sample.label))) {
          for (const split of SPLITS) expect(countOf(assigned, label, split)).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it('keeps a group together, across classes and with the twins of its members', () => {
    const samples = Array.from({ length: 60 }, (_, index) => {
      const sample = sampleOf(index % 2 === 0 ? 'a' : 'b', index, index === 50 ? '4' : String(index));
      return index < 5 ? { ...sample, group: 'video' } : sample;
    });
    const assigned = stratifiedSplit(samples, defaultFractions, 3);
    const together = assigned.filter((_, index) => index < 5 || index === 50);
    expect(new Set(together.map(({ split }) => split)).size).toBe(1);
  });

  it('depends on the seed alone', () => {
    const samples = Array.from({ length: 40 }, (_, index) => sampleOf('a', index, String(index)));
    expect(stratifiedSplit(samples, defaultFractions, 7)).toEqual(stratifiedSplit(samples, defaultFractions, 7));
    expect(stratifiedSplit(samples, defaultFractions, 7)).not.toEqual(stratifiedSplit(samples, defaultFractions, 8));
  });

  it('leaves a class as it is when another class grows', () => {
    const a = Array.from({ length: 20 }, (_, index) => sampleOf('a', index, `a${index}`));
    const b = Array.from({ length: 20 }, (_, index) => sampleOf('b', index, `b${index}`));
    const ofA = (samples: Sample[]) =>
      stratifiedSplit(samples, defaultFractions, 7).filter(({ label }) => label === 'a');
    expect(ofA([...a, ...b])).toEqual(ofA([...a, ...b.slice(0, 9)]));
  });

  it('moves few others when a sample comes: two at most for each border between splits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 150 }), fc.nat(), fc.integer(), (size, added, seed) => {
        const all = Array.from({ length: size }, (_, index) => sampleOf('a', index, String(index)));
        const before = stratifiedSplit(all.toSpliced(added % size, 1), defaultFractions, seed);
        const after = new Map(stratifiedSplit(all, defaultFractions, seed).map(({ id, split }) => [id, split]));
        expect(before.filter(({ id, split }) => after.get(id) !== split).length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('does not put all large groups into training', () => {
    const samples = Array.from({ length: 400 }, (_, index) => ({
      ...sampleOf('a', index, String(index)),
      ...(index < 100 && { group: `group ${index % 20}` }),
    }));
    const assigned = stratifiedSplit(samples, defaultFractions, 5).slice(0, 20);
    for (const split of SPLITS)
      expect(Math.abs(countOf(assigned, 'a', split) - defaultFractions[split] * 20)).toBeLessThanOrEqual(1);
  });

  it('refuses a class with fewer distinct images than splits, naming it and its count', () => {
    const large = Array.from({ length: 9 }, (_, index) => sampleOf('large', index, String(index)));
    const rare = ['x', 'y', 'y', 'y'].map((content, index) => sampleOf('rare', index, content));
    expect(() => stratifiedSplit([...large, ...rare], defaultFractions, 1)).toThrow(
      'Class "rare" has too few samples: 4, or 2 when those count once that belong together',
    );
  });

  it('finds a way where each class has a separate image for each split, whatever is tied across classes', () => {
    fc.assert(
      fc.property(
        distinct,
        fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }),
        fc.integer(),
        (samples, pairs, seed) => {
          const labels = [...new Set(samples.map(({ label }) => label))];
          const tied = pairs.flatMap(([one, other], index) =>
            [one, other].map((label, side) =>
              sampleOf(labels[label % labels.length]!, 1000 + index * 2 + side, `tied ${index}`),
            ),
          );
          expect(stratifiedSplit([...samples, ...tied], defaultFractions, seed)).toHaveLength(
            samples.length + tied.length,
          );
        },
      ),
    );
  });
});
