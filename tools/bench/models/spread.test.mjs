// @ts-check
import { formatSpread, spreadOf } from './spread.mjs';

describe('the spread over seeds', () => {
  it('is the standard deviation of a sample', () => {
    expect(spreadOf([0.9, 0.92, 0.94])).toEqual({ mean: expect.closeTo(0.92), deviation: expect.closeTo(0.02) });
    expect(formatSpread([0.9, 0.92, 0.94])).toBe('92.00 % ± 2.00');
  });

  it('is unknown for one seed', () => {
    expect(spreadOf([0.9])).toEqual({ mean: 0.9, deviation: null });
    expect(formatSpread([0.9])).toBe('90.00 %');
  });
});
