import { type Sample, SPLITS, splitSchema } from '@sightline/contracts';
import { sampleOf } from '../dataset/sample.fixture.ts';
import { placementOf, placementsFrom } from './earlier-placements.ts';
import { divideSamples } from './split.ts';

const spec = (strategy: 'stratified' | 'random') =>
  splitSchema.parse({ strategy, train: 0.6, validation: 0.2, test: 0.2 });

describe('samples that come later', () => {
  const some = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => sampleOf('a', from + index, String(from + index)));
  const placed = (samples: readonly Sample[]) => placementsFrom(samples.flatMap(placementOf));
  const count = (samples: readonly Sample[], name: string) => samples.filter(({ split }) => split === name).length;

  it('bring each split to its fraction, also when they come one by one', () => {
    let samples = divideSamples(some(10), spec('stratified'), 1);
    for (let size = 11; size <= 60; size++) samples = divideSamples(some(size), spec('stratified'), 1, placed(samples));
    expect(SPLITS.map((name) => count(samples, name))).toEqual([36, 12, 12]);
  });

  it.each([['keep', 0.15] as const, [{ keep: 0.4 }, 0.4] as const])(
    'stay out of a test split that is %j, and bring the others to their fractions',
    (test, fraction) => {
      const rest = 1 - fraction;
      const kept = splitSchema.parse({ strategy: 'random', train: rest * 0.75, validation: rest * 0.25, test });
      const before = divideSamples(some(40), kept, 1);
      const tested = before.filter(({ split }) => split === 'test').map(({ id }) => id);
      expect(tested).toHaveLength(40 * fraction);
      const after = divideSamples(some(400 + tested.length), kept, 1, placed(before));
      expect(after.filter(({ split }) => split === 'test').map(({ id }) => id)).toEqual(tested);
      expect(SPLITS.slice(0, 2).map((name) => count(after, name))).toEqual([300, 100]);
    },
  );

  it('keep their place under another name', () => {
    const before = divideSamples(some(30), spec('random'), 1);
    const renamed = some(30).map((sample) => ({ ...sample, id: `moved/${sample.id}` }));
    const after = divideSamples(renamed, spec('random'), 2, placed(before));
    expect(after.map(({ split }) => split)).toEqual(before.map(({ split }) => split));
  });

  it('take what they belong to with them into the test split, never out of it', () => {
    const before = divideSamples(some(30), spec('random'), 1);
    const tie = (name: string) => before.find(({ split }) => split === name) as Sample;
    const [tested, trained] = [tie('test'), tie('train')];
    const grouped = before.map((sample) =>
      sample === tested || sample === trained ? { ...sample, group: 'one patient' } : sample,
    );
    const after = divideSamples(grouped, spec('random'), 1, placed(before));
    const moved = after.filter(({ id, split }) => before.find((sample) => sample.id === id)?.split !== split);
    expect(moved.map(({ id, split }) => [id, split])).toEqual([[trained.id, 'test']]);
  });
});
