/**
 * `count` of the whole numbers from 0 to `total - 1`, evenly spaced, in order: each the middle one of its part. Where
 * there are fewer than `count`, some come twice.
 */
export function evenlySpaced(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * total) / count));
}
