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

const operations = z
  .array(z.enum(policyOperations))
  .min(1)
  .default(policyOperations.filter((name) => name !== 'invert'))
  .describe('What is drawn from, each as likely; one listed twice is twice as likely.');

/**
 * Policies: each draws ordinary transforms, whose boxes, keypoints and masks follow. Operations and magnitudes are
 * torchvision's; images are read bilinearly.
 */
export const policyTransforms = [
  z
    .strictObject({
      kind: z.literal('randAugment'),
      count: z.int().min(0).max(30).default(2).describe('How many operations, one after the other.'),
      magnitude: z.int().min(0).max(30).default(9).describe('How strong they are.'),
      operations,
      probability,
    })
    .describe(
      'RandAugment (Cubuk et al., 2019): `count` operations one after the other, all of one `magnitude`, 0 to 30.',
    ),
  z
    .strictObject({
      kind: z.literal('autoAugment'),
      policy: z
        .enum(['imagenet', 'cifar10', 'svhn'])
        .default('imagenet')
        .describe('The data set that the pairs of operations were learnt on.'),
      probability,
    })
    .describe(
      'AutoAugment (Cubuk et al., 2018): one of the 25 pairs of operations that were learnt on that data ' +
        'set, each with its magnitude and probability.',
    ),
  z
    .strictObject({
      kind: z.literal('trivialAugment'),
      operations,
      probability,
    })
    .describe(
      'TrivialAugment (Müller and Hutter, 2021), the wide space: one operation, its magnitude drawn too. ' +
        'Nothing to tune.',
    ),
] as const;

export const augMixTransform = z
  .strictObject({
    kind: z.literal('augMix'),
    severity: z.int().min(1).max(10).default(3).describe('How strong operations are at most.'),
    width: z.int().min(1).max(10).default(3).describe('How many chains.'),
    depth: z.int().min(1).max(10).optional().describe('Operations of a chain. Left out: 1 to 3, drawn.'),
    alpha: z.number().min(0.01).max(100).default(1).describe('Of the distributions that weights are drawn from.'),
    operations: operations.default(policyOperations.filter((name) => name !== 'invert' && name !== 'identity')),
    probability,
  })
  .describe(
    'AugMix (Hendrycks et al., 2019): the image, mixed with `width` chains of operations of magnitudes below ' +
      '`severity`; the weights of the chains are from the Dirichlet, that of the image from the beta distribution. ' +
      'Only the image changes, as in the paper: where boxes, keypoints or masks matter, list operations that move ' +
      'nothing.',
  );
