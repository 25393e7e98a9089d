import { type Sample, SPLITS, splitSchema, type SplitSpec } from '@sightline/contracts';
import fc from 'fast-check';
import type { z } from 'zod';
import { partsOf, sampleOf } from '../../dataset/sample.fixture.ts';
import { findLeaks } from '../leaks.ts';
import { placementOf, placementsFrom } from '../earlier-placements.ts';
import { divideSamples } from '../split.ts';
import { splitStrategies } from './strategies.ts';

const fractions = { train: 0.6, validation: 0.2, test: 0.2 };
const SPECS: Record<string, z.input<typeof splitSchema>> = {
  stratified: fractions,
  random: { strategy: 'random', ...fractions },
  group: { strategy: 'group', ...fractions },
  'stratified-group': { strategy: 'stratified-group', ...fractions },
  time: { strategy: 'time', ...fractions },
  predefined: { strategy: 'predefined', unassigned: { strategy: 'random' } },
  'k-fold': { strategy: 'k-fold', folds: 4, fold: 3, test: 0.2 },
  'k-fold by group, test predefined': { strategy: 'k-fold', by: 'group', folds: 3, test: 'predefined' },
  'k-fold by stratified-group, no test': { strategy: 'k-fold', by: 'stratified-group', folds: 3, test: 0 },
};
const specOf = (name: string): SplitSpec => splitSchema.parse(SPECS[name]);

/**
 * Two or three classes, and samples tied in every way: each of one bundle has the same group, near duplicates and a
 * twin in it.
 */
const tied = fc
  .tuple(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(2)), { minLength: 24, maxLength: 60 }), fc.nat(40))
  .map(([bundles, times]) =>
    bundles.flatMap(([size, label], bundle) =>
      Array.from({ length: size }, (_, index): Sample => {
        const sample = sampleOf(
          `class ${(label + (index > 2 ? 1 : 0)) % 3}`,
          bundle * 10 + index,
          `${bundle}-${index}`,
        );
        return {
          ...sample,
          time: (bundle * 7 + index) % (times + 12),
          split: bundle % 3 === 0 ? (SPLITS[(bundle / 3) % 3] ?? null) : null,
          ...(index === 1 || index === 0 ? { group: `group ${bundle}` } : {}),
          ...(index === 2 || index === 0 ? { cluster: `cluster ${bundle}` } : {}),
          ...(index > 1 ? { parts: partsOf(`${bundle}-2`) } : {}),
        };
      }),
    ),
  );
const REFUSALS = ['ingest/class-too-small', 'ingest/not-divisible'];

/** The samples divided, or `undefined` where they are too few. */
function divided(samples: readonly Sample[], spec: SplitSpec, seed: number): Sample[] | undefined {
  try {
    return divideSamples(samples, spec, seed);
  } catch (error) {
    expect(REFUSALS).toContain((error as { code: string }).code);
    return undefined;
  }
}

describe.each(Object.keys(SPECS))('the strategy %s', (name) => {
  it('gives every sample one split, none is empty, and what is tied stays together', () => {
    let runs = 0;
    fc.assert(
      fc.property(tied, fc.integer(), (samples, seed) => {
        const result = divided(samples, specOf(name), seed);
        if (!result) return;
        runs += 1;
        expect(result.map(({ id }) => id)).toEqual(samples.map(({ id }) => id));
        const used = new Set(result.map(({ split }) => split));
        expect(used).toEqual(new Set(name.endsWith('no test') ? ['train', 'validation'] : SPLITS));
        expect(findLeaks(result)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(runs).toBeGreaterThan(20);
  });

  it('depends on seed and samples, not on their order', () => {
    fc.assert(
      fc.property(tied, fc.integer(), (samples, seed) => {
        const splits = (list: readonly Sample[]) =>
          Object.fromEntries(divided(list, specOf(name), seed)?.map(({ id, split }) => [id, split]) ?? []);
        expect(splits(samples.toReversed())).toEqual(splits(samples));
      }),
      { numRuns: 15 },
    );
  });

  it('leaves samples where they were placed when others come, or go', () => {
    let runs = 0;
    const bundleOf = ({ id }: Sample) => Math.floor(Number(/\d+/.exec(id.split('/')[1] as string)) / 10);
    fc.assert(
      fc.property(tied, fc.integer(), fc.integer({ min: 1, max: 4 }), (samples, seed, step) => {
        const isNew = (sample: Sample) => bundleOf(sample) % (step + 1) === step;
        const isGone = (sample: Sample) => bundleOf(sample) % 7 === 3;
        const before = divided(
          samples.filter((sample) => !isNew(sample)),
          specOf(name),
          seed,
        );
        if (!before) return;
        runs += 1;
        const earlier = placementsFrom(before.flatMap(placementOf));
        const now = samples.filter((sample) => !isGone(sample));
        const after = divideSamples(now, specOf(name), seed, earlier);
        const places = new Map(before.map(({ id, split }) => [id, split]));
        for (const { id, split } of after) expect(split).toBe(places.get(id) ?? split);
        expect(after.every(({ split }) => split !== null)).toBe(true);
        expect(findLeaks(after)).toEqual([]);
        // What has gone comes back to its place.
        const back = placementsFrom([...after.flatMap(placementOf), ...earlier.without(after)]);
        for (const sample of before) expect(back.of(sample)).toBe(sample.split);
      }),
      { numRuns: 40 },
    );
    expect(runs).toBeGreaterThan(10);
  });
});

it('every strategy is covered here', () => {
  const covered = new Set(Object.keys(SPECS).map((name) => specOf(name).strategy));
  expect([...covered].sort()).toEqual(Object.keys(splitStrategies).sort());
});

describe('k-fold', () => {
  it('has every sample that is not held out once in validation, and holds out the same for each fold', () => {
    fc.assert(
      fc.property(tied, fc.constantFrom('random', 'group', 'stratified-group'), fc.integer(), (samples, by, seed) => {
        const spec = (fold: number) => splitSchema.parse({ strategy: 'k-fold', folds: 4, fold, by, test: 0.2 });
        const runs = [0, 1, 2, 3].map((fold) => divideSamples(samples, spec(fold), seed));
        for (const index of samples.keys()) {
          const splits = runs.map((run) => run[index]?.split);
          const isTest = splits[0] === 'test';
          expect(splits.filter((split) => split === 'test')).toHaveLength(isTest ? 4 : 0);
          expect(splits.filter((split) => split === 'validation')).toHaveLength(isTest ? 0 : 1);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the fraction of each class in each fold to within a sample, as StratifiedKFold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 2, maxLength: 4 }),
        fc.integer(),
        (sizes, seed) => {
          const samples = sizes.flatMap((size, label) =>
            Array.from({ length: size }, (_, index) => sampleOf(`class ${label}`, index, `${label}-${index}`)),
          );
          for (const [label, size] of sizes.entries()) {
            const inFold = [0, 1, 2, 3, 4].map(
              (fold) =>
                divideSamples(samples, splitSchema.parse({ strategy: 'k-fold', fold, test: 0 }), seed).filter(
                  (sample) => sample.label === `class ${label}` && sample.split === 'validation',
                ).length,
            );
            expect(Math.max(...inFold)).toBe(Math.ceil(size / 5));
            expect(Math.min(...inFold)).toBe(Math.floor(size / 5));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('groups', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 40 });
  it('bring the fractions to within the largest of them', () => {
    fc.assert(
      fc.property(sizes, fc.integer(), (groups, seed) => {
        const samples = groups.flatMap((size, group) =>
          Array.from({ length: size }, (_, index) => ({
            ...sampleOf('a', group * 10 + index, `${group}-${index}`),
            group: String(group),
          })),
        );
        const result = divideSamples(samples, specOf('group'), seed);
        for (const split of SPLITS) {
          const count = result.filter((sample) => sample.split === split).length;
          expect(Math.abs(count - fractions[split] * samples.length)).toBeLessThanOrEqual(Math.max(...groups));
        }
      }),
    );
  });

  it('must be told where a strategy goes by them', () => {
    const samples = Array.from({ length: 30 }, (_, index) => sampleOf('a', index, String(index)));
    expect(() => divideSamples(samples, specOf('group'), 1)).toThrow(
      'The split is by "group", but none of the 30 samples has a group. Give them in the source',
    );
  });

  it('too few for the splits are refused', () => {
    const samples = Array.from({ length: 30 }, (_, index) => ({
      ...sampleOf('a', index, `${index}`),
      group: `${index % 2}`,
    }));
    expect(() => divideSamples(samples, specOf('stratified-group'), 1)).toThrow(
      /^2 groups of samples that belong together .* cannot be divided into train, validation, test/,
    );
  });

  it('are divided where that is allowed by name', () => {
    const samples = Array.from({ length: 60 }, (_, index) => ({
      ...sampleOf('a', index, `${index}`),
      group: `${index % 2}`,
    }));
    const result = divideSamples(samples, splitSchema.parse({ ...fractions, allowLeaks: ['groups'] }), 1);
    expect(result.filter(({ split }) => split === 'train')).toHaveLength(36);
    expect(findLeaks(result).map(({ tie, key }) => [tie, key])).toEqual([
      ['groups', '0'],
      ['groups', '1'],
    ]);
  });
});
