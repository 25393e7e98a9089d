import { z } from 'zod';
import { probability } from './range.ts';

/** What policies draw from; torchvision's names in camel case, but `saturation` for its "Color". */
const policyOperations = [
  'identity',
  'shearX',
  'shearY',
  'translateX',
  'translateY',
  'rotate',
  'brightness',
  'saturation',
  'contrast',
  'sharpness',
  'posterize',
  'solarize',
  'autocontrast',
  'equalize',
  'invert',
] as const;
export type PolicyOperation = (typeof policyOperations)[number];

/**
 * Which of them a policy draws from, each as likely; all but `invert`, as in the papers, when left out. One listed
 * twice is twice as likely.
 */
const operations = z
  .array(z.enum(policyOperations))
  .min(1)
  .default(policyOperations.filter((name) => name !== 'invert'));

/**
 * Policies: each draws ordinary transforms, whose boxes, keypoints and masks follow. Operations and magnitudes are
 * torchvision's; images are read bilinearly.
 */
export const policyTransforms = [
  /** RandAugment (Cubuk et al., 2019): `count` operations one after the other, all of one `magnitude`, 0 to 30. */
  z.strictObject({
    kind: z.literal('randAugment'),
    count: z.int().min(0).max(30).default(2),
    magnitude: z.int().min(0).max(30).default(9),
    operations,
    probability,
  }),
  /**
   * AutoAugment (Cubuk et al., 2018): one of the 25 pairs of operations that were learnt on that data set, each with
   * its magnitude and probability.
   */
  z.strictObject({
    kind: z.literal('autoAugment'),
    policy: z.enum(['imagenet', 'cifar10', 'svhn']).default('imagenet'),
    probability,
  }),
  /**
   * TrivialAugment (Müller and Hutter, 2021), the wide space: one operation, its magnitude drawn too. Nothing to tune.
   */
  z.strictObject({
    kind: z.literal('trivialAugment'),
    operations,
    probability,
  }),
] as const;

/**
 * AugMix (Hendrycks et al., 2019): the image, mixed with `width` chains of `depth` operations each (1 to 3, drawn, when
 * left out), of magnitudes below `severity`; the weights of the chains are from the Dirichlet, that of the image from
 * the beta distribution of parameter `alpha`. Only the image changes, as in the paper: where boxes, keypoints or masks
 * matter, list operations that move nothing.
 */
export const augMixTransform = z.strictObject({
  kind: z.literal('augMix'),
  severity: z.int().min(1).max(10).default(3),
  width: z.int().min(1).max(10).default(3),
  depth: z.int().min(1).max(10).optional(),
  alpha: z.number().min(0.01).max(100).default(1),
  operations: operations.default(policyOperations.filter((name) => name !== 'invert' && name !== 'identity')),
  probability,
});
