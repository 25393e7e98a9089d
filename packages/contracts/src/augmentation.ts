import { z } from 'zod';
import { refOf } from './artifact.ts';
import { preprocessSchema } from './preprocess.ts';

/** One augmentation. Parameters are drawn anew for each (seed, epoch, sample id). */
export const transformSchema = z.discriminatedUnion('kind', [
  /** About the centre, uniformly in ±degrees, bilinear, black outside. */
  z.strictObject({ kind: z.literal('rotate'), degrees: z.number().min(0).max(180) }),
  /** Uniformly in ±fraction of the width and of the height, sub-pixel. */
  z.strictObject({ kind: z.literal('shift'), fraction: z.number().min(0).max(1) }),
  /** Gaussian, added on the [0, 1] scale, clipped to [0, 1]. */
  z.strictObject({ kind: z.literal('noise'), sigma: z.number().min(0).max(1) }),
  z.strictObject({
    kind: z.literal('flip'),
    axis: z.enum(['horizontal', 'vertical']),
    probability: z.number().min(0).max(1).default(0.5),
  }),
]);
export type Transform = z.infer<typeof transformSchema>;

export const augmentInputSchema = z.strictObject({
  dataset: refOf('dataset'),
  preprocess: preprocessSchema,
  transforms: z.array(transformSchema),
  seed: z.int(),
});
export type AugmentInput = z.infer<typeof augmentInputSchema>;

/** `augmentation.json` of an augmentation artifact: what the trainer replays. */
export const augmentationSchema = z.strictObject({ transforms: z.array(transformSchema), seed: z.int() });
export type Augmentation = z.infer<typeof augmentationSchema>;

export const augmentOutputSchema = z.strictObject({ augmentation: refOf('augmentation'), transforms: z.int() });
export type AugmentOutput = z.infer<typeof augmentOutputSchema>;
