import { z } from 'zod';

const triplet = {
  margin: z
    .number()
    .positive()
    .default(1)
    .describe('How much farther a sample of another identity must be than one of the same.'),
  distance: z
    .enum(['euclidean', 'squaredEuclidean'])
    .default('euclidean')
    .describe('What is compared with the margin.'),
};

/**
 * Losses whose pairs and triplets are made within each batch. Predictions are embeddings, `[batch, units]`, best of
 * length 1; targets are the index of each sample's identity, `[batch]`.
 */
export const batchLosses = [
  z
    .strictObject({ kind: z.literal('tripletSemiHard'), ...triplet })
    .describe(
      "Triplets of the batch with semi-hard negatives (Schroff et al., 2015), as TensorFlow Addons' " +
        '`TripletSemiHardLoss`.',
    ),
  z
    .strictObject({ kind: z.literal('tripletHard'), ...triplet })
    .describe("The hardest triplet of each anchor (Hermans et al., 2017), as TensorFlow Addons' `TripletHardLoss`."),
  z
    .strictObject({
      kind: z.literal('contrastive'),
      margin: z
        .number()
        .positive()
        .default(1)
        .describe('Distance beyond which samples of two identities count no more.'),
    })
    .describe("All pairs of the batch (Hadsell et al., 2006), as TensorFlow Addons' `ContrastiveLoss`."),
  z
    .strictObject({
      kind: z.literal('ntXent'),
      temperature: z
        .number()
        .positive()
        .default(0.1)
        .describe('What cosines are divided by before the softmax: the lower, the more the hardest pairs count.'),
    })
    .describe(
      'The normalised and temperature-scaled cross-entropy of SimCLR (Chen et al., 2020) with labels, as ' +
        "PyTorch Metric Learning's `NTXentLoss`.",
    ),
  z
    .strictObject({ kind: z.literal('prototypical') })
    .describe(
      'Prototypical networks (Snell et al., 2017): each sample of the batch in turn against the means of the others.',
    ),
] as const;

const scale = z.number().positive().default(64).describe('What cosines are multiplied by before the softmax.');

/**
 * Predictions are the cosines of an embedding and a direction for each class, `[batch, classes]`; targets are class
 * indices.
 */
export const angularMargins = [
  z
    .strictObject({
      kind: z.literal('arcFace'),
      margin: z.number().positive().max(1.5).default(0.5).describe('Added to the angle to the own class, in radians.'),
      scale,
    })
    .describe("ArcFace (Deng et al., 2019), as PyTorch Metric Learning's `ArcFaceLoss`."),
  z
    .strictObject({
      kind: z.literal('cosFace'),
      margin: z.number().positive().max(1).default(0.35).describe('Subtracted from the cosine to the own class.'),
      scale,
    })
    .describe("CosFace (Wang et al., 2018), as PyTorch Metric Learning's `CosFaceLoss`."),
] as const;
