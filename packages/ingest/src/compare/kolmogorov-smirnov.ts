/**
 * The two-sample Kolmogorov-Smirnov statistic: the greatest distance between the two empirical distribution functions,
 * 0 (equal) to 1 (apart). That of scipy's `ks_2samp`.
 */
export function kolmogorovSmirnov(left: readonly number[], right: readonly number[]): number {
  const [first, second] = [Float64Array.from(left).sort(), Float64Array.from(right).sort()];
  let greatest = 0;
  for (let one = 0, other = 0; one < first.length && other < second.length;) {
    const value = Math.min(first[one] as number, second[other] as number);
    while (first[one] === value) one++;
    while (second[other] === value) other++;
    greatest = Math.max(greatest, Math.abs(one / first.length - other / second.length));
  }
  return greatest;
}

/**
 * What the greatest of so many statistics of two samples of one distribution exceeds in at most 1 % of the cases
 * (Smirnov 1948, with Bonferroni's correction), at most 1.
 */
export function smirnovLimit(left: number, right: number, statistics: number): number {
  return Math.min(Math.sqrt((-Math.log(0.01 / statistics / 2) / 2) * ((left + right) / (left * right))), 1);
}
