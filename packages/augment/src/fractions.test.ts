import { RandomStream } from '@sightline/contracts';
import { drawFraction, drawFractions } from './fractions.ts';

describe('the fractions drawn', () => {
  it.each([0.05, 0.2, 1, 4])('have the mean and the variance of Beta(%d, %d)', (alpha) => {
    const random = new RandomStream(11);
    const fractions = Float64Array.from({ length: 20_000 }, () => drawFraction(alpha, random));
    const mean = fractions.reduce((sum, each) => sum + each, 0) / fractions.length;
    const variance = fractions.reduce((sum, each) => sum + (each - mean) ** 2, 0) / fractions.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.015);
    expect(variance * (4 * (2 * alpha + 1))).toBeCloseTo(1, 1);
  });

  it.each([0.01, 0.2, 1, 4])('of the Dirichlet distribution of %d sum to 1, and are 1 / count on average', (alpha) => {
    const random = new RandomStream(3);
    const draws = Array.from({ length: 5000 }, () => drawFractions(4, alpha, random));
    for (const fractions of draws) expect(fractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(1, 12);
    for (const place of [0, 1, 2, 3]) {
      const mean = draws.reduce((sum, fractions) => sum + (fractions[place] as number), 0) / draws.length;
      // Five standard errors.
      expect(Math.abs(mean - 1 / 4)).toBeLessThan(5 * Math.sqrt(3 / 16 / (4 * alpha + 1) / draws.length));
    }
  });

  it('of Beta(1, 1) are uniform', () => {
    const random = new RandomStream(5);
    const fractions = Float64Array.from({ length: 5000 }, () => drawFraction(1, random)).sort();
    // Kolmogorov and Smirnov's distance, at 0.1 % significance.
    const distance = Math.max(...fractions.map((each, index) => Math.abs(each - index / fractions.length)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(5000));
  });
});
