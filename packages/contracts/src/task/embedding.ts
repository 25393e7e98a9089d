import { z } from 'zod';

const margin = z.number().positive();

/** A row of numbers for each sample: near each other for samples of one identity, far apart for those of two. */
export const embeddingSpecSchema = z.strictObject({
  kind: z.literal('embedding'),
  /** How many numbers. */
  units: z.int().min(2).max(4096).default(64),
  /** Made of the pairs or triplets within each batch: sample batches with several samples of each identity. */
  loss: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('tripletSemiHard'),
        margin: margin.default(1),
        distance: z.enum(['euclidean', 'squaredEuclidean']).default('euclidean'),
      }),
      z.strictObject({ kind: z.literal('contrastive'), margin: margin.default(1) }),
    ])
    .prefault({ kind: 'tripletSemiHard' }),
});

/**
 * The identities of the training split, sorted by code points, and their `counts`. Two samples are taken for one
 * identity where their Euclidean distance is at most `threshold`.
 */
export const embeddingVocabularySchema = z.strictObject({
  labels: z.array(z.string()).min(1),
  counts: z.array(z.int().min(1)),
  threshold: z.number().min(0),
});

/** The row of numbers, of the length 1. */
export const embeddingAnswerSchema = z.strictObject({ embedding: z.array(z.number()) });
