/** The side of the windows that a block pools. */
export const POOL = 2;
