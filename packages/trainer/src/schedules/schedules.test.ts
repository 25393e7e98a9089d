import { type Schedule, scheduleSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { learningRateAt, schedules } from './schedules.ts';

const someSchedule: fc.Arbitrary<Schedule> = fc.oneof(
  ...(Object.keys(schedules) as Schedule['kind'][]).map((kind) => fc.constant(scheduleSchema.parse({ kind }))),
  fc.record({
    kind: fc.constant('cosine' as const),
    warmupEpochs: fc.double({ min: 0, max: 12, noNaN: true }),
    finalFraction: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);
const somePosition = fc
  .record({
    stepsPerEpoch: fc.integer({ min: 1, max: 500 }),
    epochs: fc.integer({ min: 1, max: 10 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ at, ...sizes }) => ({ ...sizes, step: Math.floor(at * (sizes.stepsPerEpoch * sizes.epochs - 1)) }));

describe('every schedule', () => {
  it('stays between 0 and the learning rate, and is a multiple of it', () => {
    fc.assert(
      fc.property(someSchedule, somePosition, (schedule, position) => {
        const rate = learningRateAt(schedule, 0.25, position);
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(0.25);
        expect(learningRateAt(schedule, 1, position)).toBe(4 * rate);
      }),
    );
  });
});

describe('the cosine schedule', () => {
  const schedule = { kind: 'cosine', warmupEpochs: 1, finalFraction: 0.1 } as const;
  const at = (step: number) => learningRateAt(schedule, 1, { step, stepsPerEpoch: 10, epochs: 11 });

  it('warms up linearly to the full rate', () => {
    expect([at(0), at(4), at(9), at(10)]).toEqual([0.1, 0.5, 1, 1]);
  });

  it('falls along a cosine to the final fraction', () => {
    expect(at(60)).toBeCloseTo(0.55, 10);
    expect(at(110)).toBeCloseTo(0.1, 10);
  });
});

it('a constant schedule stays', () => {
  expect(learningRateAt({ kind: 'constant' }, 0.003, { step: 99, stepsPerEpoch: 10, epochs: 10 })).toBe(0.003);
});
