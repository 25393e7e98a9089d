import { z } from 'zod';
import { byName } from '../by-name.ts';
import { classWeightingSchema } from './class-weighting.ts';

/** One of several classes. */
export const classificationSpecSchema = z.strictObject({
  kind: z.literal('classification'),
  /** The part of a sample's target that is spread evenly over all classes (Szegedy et al., 2016). */
  labelSmoothing: z.number().min(0).lt(1).default(0),
  /**
   * How much a sample of each class counts in the training loss: computed from the training split, or numbers by class
   * name (1 where a class is not named).
   */
  classWeights: z
    .union([z.literal('balanced'), classWeightingSchema, byName(z.number().min(0))], {
      error: 'Allowed: balanced, { kind: effectiveNumber, beta: 0.999 }, or numbers by class name.',
    })
    .optional(),
  /**
   * What says the class, upon a frozen trunk: its nearest prototypes (Snell et al., 2017) or its nearest neighbours
   * among the training samples, by cosine. Computed, not trained. A dense layer that is trained, when left out.
   */
  head: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('prototypes'), temperature: z.number().positive().default(0.1) }),
      z.strictObject({ kind: z.literal('nearestNeighbours'), neighbours: z.int().min(1).max(1000).default(5) }),
    ])
    .optional(),
});

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
