import { RandomStream } from '@sightline/contracts';
import { drawShare } from './beta.ts';

describe('the shares drawn', () => {
  it.each([0.05, 0.2, 1, 4])('have the mean and the variance of Beta(%d, %d)', (alpha) => {
    const random = new RandomStream(11);
    const shares = Float64Array.from({ length: 20_000 }, () => drawShare(alpha, random));
    const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
    const variance = shares.reduce((sum, each) => sum + (each - mean) ** 2, 0) / shares.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.015);
    expect(variance * (4 * (2 * alpha + 1))).toBeCloseTo(1, 1);
  });

  it('of Beta(1, 1) are uniform', () => {
    const random = new RandomStream(5);
    const shares = Float64Array.from({ length: 5000 }, () => drawShare(1, random)).sort();
    // Kolmogorov and Smirnov's distance, at 0.1 % significance.
    const distance = Math.max(...shares.map((each, index) => Math.abs(each - index / shares.length)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(5000));
  });
});
