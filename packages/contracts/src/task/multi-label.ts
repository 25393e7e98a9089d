import { z } from 'zod';
import { byName } from '../by-name.ts';

export const multiLabelSpecSchema = z
  .strictObject({
    kind: z.literal('multiLabel'),
    labelSmoothing: z.number().min(0).lt(1).default(0).describe('Targets of 0 and 1 move this far towards one half.'),
    thresholds: z
      .union([z.literal('highestF1'), z.number().gt(0).lt(1)], {
        error: 'Allowed: highestF1, or a number between 0 and 1.',
      })
      .default('highestF1')
      .describe(
        'From which probability on a label is answered: one number for all labels, or for each the one of ' +
          'the highest F1 on the validation split.',
      ),
  })
  .describe('Any number of labels, also none.');

/** Sorted by code points: a label's index is its place. `counts` are those of the training split, of `samples`. */
export const multiLabelVocabularySchema = z.strictObject({
  labels: z.array(z.string()).min(1),
  counts: z.array(z.int().min(1)),
  samples: z.int().min(1),
  thresholds: z.array(z.number().gt(0).lt(1)),
});

/** The labels at or above their thresholds, the likeliest first, and the probability of each label. */
export const multiLabelAnswerSchema = z.strictObject({
  labels: z.array(z.string()),
  probabilities: byName(z.number()),
});
