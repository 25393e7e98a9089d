import { RandomStream } from '@sightline/contracts';

/** Seeded standard normal values for a tensor of a shape. */
export function randomValues(shape: readonly number[], seed: number): Float32Array {
  const random = new RandomStream(seed);
  const size = shape.reduce((total, length) => total * length, 1);
  return Float32Array.from({ length: size }, () => random.gaussian());
}
