import type { RandomStream } from '@sightline/contracts';

/** A number of the distribution Beta(alpha, alpha): a share between two that count alike. */
export function drawShare(alpha: number, random: RandomStream): number {
  const [one, other] = [random.gamma(alpha), random.gamma(alpha)];
  return one / (one + other);
}
