import { z } from 'zod';
import { angularMargins, batchLosses } from './embedding-loss.ts';

/** A row of numbers for each sample: near each other for samples of one identity, far apart for those of two. */
export const embeddingSpecSchema = z.strictObject({
  kind: z.literal('embedding'),
  /** How many numbers. */
  units: z.int().min(2).max(4096).default(64),
  /**
   * Made of the pairs within each batch, which then needs several samples of each identity; or, `arcFace` and
   * `cosFace`, of each sample and a trained direction for each identity.
   */
  loss: z.discriminatedUnion('kind', [...batchLosses, ...angularMargins]).prefault({ kind: 'tripletSemiHard' }),
  /**
   * How the figure `fewShotAccuracy` is measured: among so many identities, from so many samples of each, the mean over
   * so many draws.
   */
  fewShot: z
    .strictObject({
      ways: z.int().min(2).max(1000).default(5),
      shots: z.int().min(1).max(100).default(1),
      episodes: z.int().min(2).max(100_000).default(1000),
    })
    .prefault({}),
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
