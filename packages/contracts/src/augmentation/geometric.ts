import { z } from 'zod';
import { border, probability, symmetricRange } from './range.ts';

/** Transforms that move pixels, and boxes, keypoints and masks with them. */
export const geometricTransforms = [
  /** About the centre, counter-clockwise, uniformly in ±degrees or in a range; bilinear. */
  z.strictObject({ kind: z.literal('rotate'), degrees: symmetricRange(180), border, probability }),
  /** Uniformly in ±fraction of the width and of the height, sub-pixel. */
  z.strictObject({ kind: z.literal('shift'), fraction: symmetricRange(1), border, probability }),
  /** Mirrors: `horizontal` swaps left and right, `vertical` top and bottom. */
  z.strictObject({
    kind: z.literal('flip'),
    axis: z.enum(['horizontal', 'vertical']),
    probability: probability.default(0.5),
  }),
] as const;
