import type { RandomStream } from '@sightline/contracts';

/** Draws an odd number from low to high, both odd. */
export function drawOddSize([low, high]: readonly [number, number], random: RandomStream): number {
  return low + 2 * random.integer((high - low) / 2 + 1);
}
