import { RandomStream } from '@sightline/contracts';
import type { ImageSize } from '../../image-size.ts';
import { displacing } from '../../geometry/displacement.ts';
import { blurField } from '../../geometry/gaussian-field.ts';
import type { Border } from '../../geometry/geometry.ts';
import { defineTransform } from '../definition.ts';

type Parameters = {
  /** What the smooth noise is multiplied by, in pixels. */
  alpha: number;
  /** Of the Gaussian, in pixels. */
  sigma: number;
  /** Of the noise. */
  seed: number;
  border: Border;
};

export const elastic = defineTransform('elastic', {
  draw: ({ alpha, sigma, border }, random): Parameters => ({
    alpha: random.uniform(...alpha),
    sigma,
    seed: random.integer(2 ** 32),
    border,
  }),
  geometry: displacing(({ alpha, sigma, seed }: Parameters, size) => {
    const random = new RandomStream(seed);
    const length = size.width * size.height;
    return elasticField([noise(random, length), noise(random, length)], { alpha, sigma }, size);
  }),
});

/** Uniform in [-1, 1). */
function noise(random: RandomStream, length: number): Float32Array {
  const values = new Float32Array(length);
  for (let index = 0; index < length; index++) values[index] = random.uniform(-1, 1);
  return values;
}

/**
 * The field of displacements along x and y that are noise, blurred and multiplied by alpha; blurs the noise in place.
 */
export function elasticField(
  [across, down]: [Float32Array, Float32Array],
  { alpha, sigma }: { alpha: number; sigma: number },
  size: Pick<ImageSize, 'width' | 'height'>,
): Float32Array {
  blurField(across, size, sigma);
  blurField(down, size, sigma);
  const field = new Float32Array(2 * across.length);
  for (let y = 0, index = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, index++) {
      field[2 * index] = x + alpha * (across[index] as number);
      field[2 * index + 1] = y + alpha * (down[index] as number);
    }
  }
  return field;
}
