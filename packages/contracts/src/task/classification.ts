import { z } from 'zod';
import { byName } from '../by-name.ts';
import { classWeightingSchema } from './class-weighting.ts';

export const classificationSpecSchema = z
  .strictObject({
    kind: z.literal('classification').default('classification'),
    labelSmoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe("The part of a sample's target that is spread evenly over all classes (Szegedy et al., 2016)."),
    classWeights: z
      .union(
        [
          z.literal('balanced'),
          classWeightingSchema,
          byName(z.number().min(0)).meta({ examples: [{ cat: 1, dog: 4 }] }),
        ],
        {
          error: 'Allowed: balanced, { kind: effectiveNumber, beta: 0.999 }, or numbers by class name.',
        },
      )
      .optional()
      .describe(
        'How much a sample of each class counts in the training loss: computed from the training split, or ' +
          'numbers by class name (1 where a class is not named).',
      ),
    head: z
      .discriminatedUnion('kind', [
        z
          .strictObject({
            kind: z.literal('prototypes'),
            temperature: z
              .number()
              .positive()
              .default(0.1)
              .describe('What cosines are divided by before the softmax: the lower, the surer.'),
          })
          .describe('The nearest prototype: the mean direction of a class.'),
        z
          .strictObject({
            kind: z.literal('nearestNeighbours'),
            neighbours: z.int().min(1).max(1000).default(5).describe('How many of the nearest training samples vote.'),
          })
          .describe('The nearest neighbours among the training samples.'),
      ])
      .optional()
      .describe(
        'What says the class, upon a frozen trunk: its nearest prototypes (Snell et al., 2017) or its ' +
          'nearest neighbours among the training samples, by cosine. Computed, not trained. A dense layer ' +
          'that is trained, when left out.',
      ),
  })
  .describe('One of several classes.');

/** Sorted by code points: a class's index is its place. `counts` are those of the training split. */
export const classificationVocabularySchema = z.strictObject({
  labels: z.array(z.string()).min(1),
  counts: z.array(z.int().min(1)),
});

/** The likeliest class, and the probability of each. */
export const classificationAnswerSchema = z.strictObject({
  label: z.string(),
  probability: z.number(),
  probabilities: byName(z.number()),
});
