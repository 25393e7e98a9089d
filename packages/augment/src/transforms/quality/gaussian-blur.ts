import { defineTransform } from '../definition.ts';
import { gaussianKernel, separableFilter } from './convolution.ts';

/** How far the kernel reaches, in standard deviations: as in Pillow and Albumentations. */
const REACH = 3.5;

export const gaussianBlur = defineTransform('gaussianBlur', {
  draw: ({ sigma }, random) => ({ sigma: random.uniform(...sigma) }),
  pixels({ sigma }, image) {
    const size = 2 * Math.floor(REACH * sigma) + 1;
    return size === 1 ? image : separableFilter(image, gaussianKernel(sigma, size));
  },
});
