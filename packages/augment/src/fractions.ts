import type { RandomStream } from '@sightline/contracts';

/**
 * Fractions of `count` that count alike, which sum to 1: of the Dirichlet distribution of parameter `alpha` for each.
 */
export function drawFractions(count: number, alpha: number, random: RandomStream): number[] {
  const values = Array.from({ length: count }, () => random.gamma(alpha));
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum > 0) return values.map((value) => value / sum);
  // With a small alpha all may be too small for a double: then one of them has everything.
  const whole = random.integer(count);
  return values.map((_, index) => Number(index === whole));
}

/** A number of the distribution Beta(alpha, alpha): a fraction between two that count alike. */
export function drawFraction(alpha: number, random: RandomStream): number {
  return drawFractions(2, alpha, random)[0] as number;
}
