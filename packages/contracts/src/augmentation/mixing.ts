import { z } from 'zod';
import { probability, valueRange } from './range.ts';

/**
 * Of the beta distribution that fractions are drawn from: 1 is uniform, below that one picture outweighs, above that
 * both count alike.
 */
const alpha = z.number().min(0.05).max(100);

/**
 * Mixes a sample of a training batch with others of its split, its classes with theirs:
 * the target becomes fractions of classes.
 */
export const mixSchema = z.discriminatedUnion('kind', [
  /**
   * Two pictures laid over each other, one with weight λ ~ Beta(alpha, alpha) (Zhang et al., 2018;
   * their alpha for ImageNet).
   */
  z.strictObject({ kind: z.literal('mixUp'), alpha: alpha.default(0.2), probability }),
  /**
   * A rectangle of another picture, of a fraction 1 - λ of the area, λ ~ Beta(alpha, alpha), at any place, cut at the
   * edges (Yun et al., 2019).
   */
  z.strictObject({ kind: z.literal('cutMix'), alpha: alpha.default(1), probability }),
  /**
   * Four pictures joined at a point, each cut by the other three (Bochkovskiy et al., 2020); the point's x and y lie in
   * `centre`, as fractions of the size.
   */
  z.strictObject({ kind: z.literal('mosaic'), centre: valueRange(0, 1).default([0.3, 0.7]), probability }),
  /**
   * Objects of another picture, each with a chance of `fraction`, at least one: by its mask, by its boxes where it has
   * none (Ghiasi et al., 2021).
   */
  z
    .strictObject({ kind: z.literal('copyPaste'), fraction: z.number().min(0).max(1).default(0.5), probability })
    .meta({ moved: { share: 'fraction' } }),
]);
export type Mix = z.output<typeof mixSchema>;
/** A {@link Mix} as one writes it. */
export type MixOptions = z.input<typeof mixSchema>;
