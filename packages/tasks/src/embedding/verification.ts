/** The Euclidean distance of two rows of equally many numbers. */
export function distanceOf(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let total = 0;
  for (let unit = 0; unit < one.length; unit++) total += ((one[unit] as number) - (other[unit] as number)) ** 2;
  return Math.sqrt(total);
}

/** Views of the rows. @param embeddings `[rows, units]` */
export function rowsOf(embeddings: Float32Array, units: number): Float32Array[] {
  return Array.from({ length: embeddings.length / units }, (_, row) =>
    embeddings.subarray(row * units, (row + 1) * units),
  );
}

/** Distances of all pairs of some samples, sorted: of one identity, and of two. */
export interface PairDistances {
  readonly same: Float64Array;
  readonly different: Float64Array;
}

/** @param embeddings `[identities.length, units]` */
export function pairDistances(identities: readonly string[], embeddings: Float32Array, units: number): PairDistances {
  const same: number[] = [];
  const different: number[] = [];
  const rows = rowsOf(embeddings, units);
  for (let one = 0; one < identities.length; one++) {
    for (let other = one + 1; other < identities.length; other++) {
      const pairs = identities[one] === identities[other] ? same : different;
      pairs.push(distanceOf(rows[one] as Float32Array, rows[other] as Float32Array));
    }
  }
  return { same: Float64Array.from(same).sort(), different: Float64Array.from(different).sort() };
}

/** How often pairs are taken for what they are not, when those at most `threshold` apart are taken for one identity. */
export interface ErrorRates {
  readonly threshold: number;
  /** Of the pairs of two identities, the fraction taken for one. */
  readonly falseAccept: number;
  /** Of the pairs of one identity, the fraction taken for two. */
  readonly falseReject: number;
}

/** The error rates at each distance that occurs, from the smallest threshold on. */
export function* errorRates({ same, different }: PairDistances): Generator<ErrorRates> {
  let accepted = 0;
  let wrong = 0;
  yield { threshold: 0, falseAccept: 0, falseReject: 1 };
  while (accepted < same.length || wrong < different.length) {
    const threshold = Math.min(same[accepted] ?? Infinity, different[wrong] ?? Infinity);
    while (accepted < same.length && (same[accepted] as number) <= threshold) accepted++;
    while (wrong < different.length && (different[wrong] as number) <= threshold) wrong++;
    yield { threshold, falseAccept: wrong / different.length, falseReject: 1 - accepted / same.length };
  }
}

export interface EqualError {
  readonly rate: number;
  readonly threshold: number;
}

/**
 * Where both error rates are equal: the mean of the two at the threshold where they are nearest to each other; of
 * several such thresholds the smallest. Undefined without pairs of both kinds.
 */
export function equalError(pairs: PairDistances): EqualError | undefined {
  if (pairs.same.length === 0 || pairs.different.length === 0) return undefined;
  let nearest = Infinity;
  let found: EqualError | undefined;
  for (const { threshold, falseAccept, falseReject } of errorRates(pairs)) {
    const gap = Math.abs(falseAccept - falseReject);
    if (gap < nearest) found = { rate: (falseAccept + falseReject) / 2, threshold };
    if (falseAccept > falseReject) break;
    nearest = Math.min(nearest, gap);
  }
  return found;
}

/**
 * The probability that a pair of one identity is nearer than a pair of two: the area under the ROC curve; equal
 * distances count half.
 */
export function areaUnderCurve({ same, different }: PairDistances): number | null {
  if (same.length === 0 || different.length === 0) return null;
  let wins = 0;
  let below = 0;
  let upTo = 0;
  for (const distance of same) {
    while (below < different.length && (different[below] as number) < distance) below++;
    while (upTo < different.length && (different[upTo] as number) <= distance) upTo++;
    wins += different.length - upTo + (upTo - below) / 2;
  }
  return wins / (same.length * different.length);
}

/** The nearest other sample of each. */
export function nearestOthers(
  count: number,
  embeddings: Float32Array,
  units: number,
): { place: number; distance: number }[] {
  const rows = rowsOf(embeddings, units);
  return Array.from({ length: count }, (_, one) => {
    let best = { place: -1, distance: Infinity };
    for (let other = 0; other < count; other++) {
      if (other === one) continue;
      const distance = distanceOf(rows[one] as Float32Array, rows[other] as Float32Array);
      if (distance < best.distance) best = { place: other, distance };
    }
    return best;
  });
}
