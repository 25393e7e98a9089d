/** A quantile of sorted values, interpolated between ranks: numpy's default, type 7 of Hyndman and Fan (1996). */
export function quantile(sorted: readonly number[] | Float64Array, fraction: number): number {
  const rank = (sorted.length - 1) * fraction;
  const below = Math.floor(rank);
  const lower = sorted[below] as number;
  return lower + ((sorted[below + 1] ?? lower) - lower) * (rank - below);
}
