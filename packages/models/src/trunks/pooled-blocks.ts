/** The side of the windows that a block pools. */
export const POOL = 2;

/**
 * The smallest height and width of which one pixel is left after blocks of a convolution without padding and a pooling
 * of `POOL`×`POOL`.
 */
export function smallestOfBlocks({ filters, kernelSize }: { filters: readonly number[]; kernelSize: number }): number {
  return filters.reduce((size) => size * POOL + kernelSize - 1, 1);
}

/** The same after so many poolings alone. */
export function smallestOfPoolings(count: number): number {
  return POOL ** count;
}
