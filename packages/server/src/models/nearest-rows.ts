/** A row and how near it is: the cosine of the angle, from -1 to 1. */
export interface NearRow {
  readonly row: number;
  readonly similarity: number;
}

/**
 * The `count` rows that are nearest to each query, the nearest first, of equally near ones the first: an exact search
 * by the product of the two matrices.
 *
 * @param queries `[any, units]`, rows of the length 1
 * @param rows `[any, units]`, rows of the length 1
 */
export function nearestRows(
  queries: Float32Array,
  rows: Float32Array,
  { units, count }: { units: number; count: number },
): NearRow[][] {
  const found: NearRow[][] = [];
  for (let query = 0; query < queries.length; query += units) {
    const best: NearRow[] = [];
    let worst = -Infinity;
    for (let start = 0, row = 0; start < rows.length; start += units, row++) {
      let product = 0;
      for (let unit = 0; unit < units; unit++) {
        product += (queries[query + unit] as number) * (rows[start + unit] as number);
      }
      if (best.length === count && product <= worst) continue;
      if (best.length === count) best.pop();
      const place = best.findIndex(({ similarity }) => similarity < product);
      best.splice(place < 0 ? best.length : place, 0, { row, similarity: product });
      worst = (best.at(-1) as NearRow).similarity;
    }
    found.push(best.map(({ row, similarity }) => ({ row, similarity: Math.max(-1, Math.min(1, similarity)) })));
  }
  return found;
}
