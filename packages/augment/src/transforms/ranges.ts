import type { RandomStream } from '@sightline/contracts';

export type Range = readonly [low: number, high: number];

/** Draws a whole number of a range, each as likely. */
export function drawWhole([lowest, highest]: Range, random: RandomStream): number {
  return lowest + random.integer(highest - lowest + 1);
}

/** Draws an odd number of a range whose ends are odd, each as likely. */
export function drawOdd([lowest, highest]: Range, random: RandomStream): number {
  return lowest + 2 * random.integer((highest - lowest) / 2 + 1);
}

/** Draws from a range so that the logarithm is uniform: a ratio and its inverse are as likely. */
export function drawLogUniform([low, high]: Range, random: RandomStream): number {
  return Math.exp(random.uniform(Math.log(low), Math.log(high)));
}
