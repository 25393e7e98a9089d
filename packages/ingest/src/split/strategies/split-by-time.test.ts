import { type Sample, type SplitName, SPLITS, splitSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { sampleOf } from '../../dataset/sample.fixture.ts';
import { divideSamples } from '../split.ts';

const fractions = { train: 0.6, validation: 0.2, test: 0.2 };
const byTime = splitSchema.parse({ strategy: 'time', ...fractions });
const at = (index: number, time?: number, group?: string): Sample => ({
  ...sampleOf('a', index, String(index)),
  ...(time !== undefined && { time }),
  ...(group !== undefined && { group }),
});
const timesOf = (samples: readonly Sample[], split: SplitName) =>
  samples.flatMap((sample) => (sample.split === split ? [sample.time as number] : []));

describe('a split by time', () => {
  it('has all of training before all of validation before all of test, whatever the order and the classes', () => {
    const times = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 100 });
    fc.assert(
      fc.property(
        times.filter((list) => new Set(list).size >= 3),
        (list) => {
          const samples = divideSamples(
            list.map((time, index) => at(index, time)),
            byTime,
            0,
          );
          expect(Math.max(...timesOf(samples, 'train'))).toBeLessThan(Math.min(...timesOf(samples, 'validation')));
          expect(Math.max(...timesOf(samples, 'validation'))).toBeLessThan(Math.min(...timesOf(samples, 'test')));
        },
      ),
    );
  });

  it('meets the fractions where times are all different', () => {
    const samples = divideSamples(
      Array.from({ length: 50 }, (_, index) => at(index, (index * 7) % 50)),
      byTime,
      0,
    );
    expect(SPLITS.map((split) => timesOf(samples, split).length)).toEqual([30, 10, 10]);
    expect(timesOf(samples, 'test').every((time) => time >= 40)).toBe(true);
  });

  it('places a group where its latest sample belongs, so that training sees nothing from later', () => {
    const samples = Array.from({ length: 20 }, (_, index) =>
      at(index, index, index === 0 || index === 19 ? 'patient' : undefined),
    );
    const together = divideSamples(samples, byTime, 0);
    expect([together[0]?.split, together[19]?.split]).toEqual(['test', 'test']);
    const apart = divideSamples(samples, { ...byTime, allowLeaks: ['groups'] }, 0);
    expect([apart[0]?.split, apart[19]?.split]).toEqual(['train', 'test']);
  });

  it.each([
    [
      'a sample has no time',
      [at(0, 1), at(1), at(2, 3)],
      /1 of the 3 samples have none, as a\/1\.png\. .*column "time"/,
    ],
    ['there are fewer times than splits', [at(0, 1), at(1, 1), at(2, 3)], /2 different times/],
  ])('is refused when %s', (_, samples, message) => {
    expect(() => divideSamples(samples, byTime, 0)).toThrow(
      expect.objectContaining({ code: 'ingest/not-divisible', message: expect.stringMatching(message) }),
    );
  });
});
