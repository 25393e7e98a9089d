import { Z_95 } from './standard-normal.ts';

/**
 * The 95 % confidence interval of a proportion, `successes` of `trials` (Wilson, 1927). Unlike the normal approximation
 * it stays within [0, 1] and keeps its width at 0 and at 1.
 */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  const fraction = successes / trials;
  const scale = 1 + Z_95 ** 2 / trials;
  const centre = (fraction + Z_95 ** 2 / (2 * trials)) / scale;
  const half = (Z_95 / scale) * Math.sqrt((fraction * (1 - fraction)) / trials + Z_95 ** 2 / (4 * trials ** 2));
  // Rounding alone could put 0 of n below 0, or n of n short of 1.
  return [Math.max(0, Math.min(fraction, centre - half)), Math.min(1, Math.max(fraction, centre + half))];
}
