import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { preprocessSpecSchema } from '../data/preprocess.ts';
import { mixSchema } from './mixing.ts';
import { transformSchema } from './transform.ts';

/** `augmentation.json` of an augmentation artifact: what the trainer replays. */
export const augmentationSchema = z.strictObject({
  transforms: z.array(transformSchema),
  seed: z.int(),
  mix: z
    .array(mixSchema)
    .optional()
    .describe('How the augmented samples of a batch are mixed, one after the other; not at all, when left out.'),
  boxes: z
    .strictObject({
      minVisibility: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe(
          'Boxes that keep less than this fraction of their area are dropped; with 0 only those that ' +
            'leave the image.',
        ),
    })
    .optional()
    .describe('Which boxes are kept.'),
});
export type Augmentation = z.output<typeof augmentationSchema>;
/** An {@link Augmentation} as one writes it. */
export type AugmentationOptions = z.input<typeof augmentationSchema>;

export const augmentInputSchema = augmentationSchema.extend({
  dataset: refOf('dataset'),
  preprocess: preprocessSpecSchema,
});
export type AugmentInput = z.infer<typeof augmentInputSchema>;

export const augmentOutputSchema = z.strictObject({ augmentation: refOf('augmentation'), transforms: z.int() });
export type AugmentOutput = z.infer<typeof augmentOutputSchema>;
