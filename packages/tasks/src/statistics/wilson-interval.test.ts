import { wilsonInterval } from './wilson-interval.ts';

describe('wilsonInterval', () => {
  it.each([
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [29, 29, 0.883, 1],
  ])('is known for %d of %d (Newcombe, 1998, table I)', (successes, trials, lower, upper) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(lower, 3);
    expect(interval[1]).toBeCloseTo(upper, 3);
  });

  it('mirrors: failures have the mirrored interval of successes', () => {
    const [lower, upper] = wilsonInterval(3, 17);
    const [mirroredLower, mirroredUpper] = wilsonInterval(14, 17);
    expect(mirroredLower).toBeCloseTo(1 - upper, 12);
    expect(mirroredUpper).toBeCloseTo(1 - lower, 12);
  });
});
