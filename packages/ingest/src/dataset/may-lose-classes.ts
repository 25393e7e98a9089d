import type { Annotations } from '@sightline/contracts';

/**
 * Whether a class may have no sample any more: the label of an image with boxes only sums them up, so that it goes with
 * the image. Each class of a dataset without boxes is one that a model is to learn.
 */
export function mayLoseClasses(samples: readonly Annotations[]): boolean {
  return samples.some(({ boxes }) => boxes);
}
