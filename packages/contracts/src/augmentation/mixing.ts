import { z } from 'zod';
import { probability, valueRange } from './range.ts';

const alpha = z.number().min(0.05).max(100);

export const mixSchema = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('mixUp'),
        alpha: alpha
          .default(0.2)
          .describe('Of the beta distribution: 1 is uniform; below, one picture outweighs; above, both count alike.'),
        probability,
      })
      .describe(
        'MixUp: two pictures laid over each other, one with weight λ ~ Beta(alpha, alpha) ' +
          '(Zhang et al., 2018; their alpha for ImageNet).',
      ),
    z
      .strictObject({
        kind: z.literal('cutMix'),
        alpha: alpha
          .default(1)
          .describe('Of the beta distribution: 1 is uniform; below, one picture outweighs; above, both count alike.'),
        probability,
      })
      .describe(
        'A rectangle of another picture, of a fraction 1 - λ of the area, λ ~ Beta(alpha, alpha), at any ' +
          'place, cut at the edges (Yun et al., 2019).',
      ),
    z
      .strictObject({
        kind: z.literal('mosaic'),
        centre: valueRange(0, 1)
          .prefault([0.3, 0.7])
          .describe('Where the four meet, in fractions of the width and of the height.'),
        probability,
      })
      .describe(
        'Four pictures joined at a point, each cut by the other three (Bochkovskiy et al., 2020); the ' +
          "point's x and y lie in `centre`, as fractions of the size.",
      ),
    z
      .strictObject({
        kind: z.literal('copyPaste'),
        fraction: z.number().min(0).max(1).default(0.5).describe('The chance of each object of the other picture.'),
        probability,
      })
      .meta({ moved: { share: 'fraction' } })
      .describe(
        'Objects of another picture, each with a chance of `fraction`, at least one: by its mask, by its ' +
          'boxes where it has none (Ghiasi et al., 2021).',
      ),
  ])
  .describe(
    'Mixes a sample of a training batch with others of its split, and its classes with theirs: the target becomes ' +
      'fractions of classes.',
  );
export type Mix = z.output<typeof mixSchema>;
/** A {@link Mix} as one writes it. */
export type MixOptions = z.input<typeof mixSchema>;
