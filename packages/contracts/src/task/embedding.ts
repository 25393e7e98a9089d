import { z } from 'zod';
import { angularMargins, batchLosses } from './embedding-loss.ts';

export const embeddingSpecSchema = z
  .strictObject({
    kind: z.literal('embedding'),
    units: z.int().min(2).max(4096).default(64).describe('How many numbers a row has.'),
    loss: z
      .discriminatedUnion('kind', [...batchLosses, ...angularMargins])
      .prefault({ kind: 'tripletSemiHard' })
      .describe(
        'Made of the pairs within each batch, which then needs several samples of each identity; or, ' +
          '`arcFace` and `cosFace`, of each sample and a trained direction for each identity.',
      ),
    fewShot: z
      .strictObject({
        ways: z.int().min(2).max(1000).default(5).describe('Among so many identities.'),
        shots: z.int().min(1).max(100).default(1).describe('From so many samples of each.'),
        episodes: z.int().min(2).max(100_000).default(1000).describe('The mean over so many draws.'),
      })
      .prefault({})
      .describe('How the figure `fewShotAccuracy` is measured.'),
  })
  .describe(
    'A row of numbers for each sample: near each other for samples of one identity, far apart for those of two.',
  );

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
