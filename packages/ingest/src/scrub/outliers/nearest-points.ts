/** Whose neighbours are looked for, and among whom. */
export interface Neighbourhood {
  readonly dimension: number;
  readonly neighbours: number;
  /** Places of embeddings. */
  readonly references: readonly number[];
}

/** The mean Euclidean distance of each embedding to its nearest neighbours. */
export function nearestPoints(
  embeddings: ArrayLike<number>,
  { dimension, neighbours, references }: Neighbourhood,
): Float64Array {
  return Float64Array.from({ length: embeddings.length / dimension }, (_, index) => {
    const distances = references
      .filter((other) => other !== index)
      .map((other) => {
        let sum = 0;
        for (let place = 0; place < dimension; place++) {
          const [one, two] = [embeddings[index * dimension + place], embeddings[other * dimension + place]];
          sum += ((one as number) - (two as number)) ** 2;
        }
        return Math.sqrt(sum);
      });
    const nearest = Float64Array.from(distances).sort().subarray(0, neighbours);
    return nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
  });
}
