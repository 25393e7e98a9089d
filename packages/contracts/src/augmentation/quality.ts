import { z } from 'zod';
import { probability } from './range.ts';

/** Transforms that lower the quality of the picture: noise, blur, compression. */
export const qualityTransforms = [
  /** Gaussian, of standard deviation sigma on the [0, 1] scale, clipped to [0, 1]. */
  z.strictObject({ kind: z.literal('gaussianNoise'), sigma: z.number().min(0).max(1), probability }),
] as const;
