import { z } from 'zod';
import { probability } from './range.ts';

/** Transforms of a clip's frames; a picture they leave as it is. */
export const temporalTransforms = [
  /** The frames in the opposite order. */
  z.strictObject({ kind: z.literal('reverse'), probability: probability.default(0.5) }),
] as const;
