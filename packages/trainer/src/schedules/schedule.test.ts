import { learningRateAt } from './schedule.ts';

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
