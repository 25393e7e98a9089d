import { z } from 'zod';

const ratio = z.number().gt(0).max(1);
const countByClass = z.record(z.string().regex(/^\d+$/, 'keys are class indices'), z.int().min(0));
const either = 'a ratio above 0 and at most 1 (two classes only), or an object of rows by class index.';

/**
 * Which classes get rows, as in imbalanced-learn: a name (up to the largest class), the ratio of the smaller of two
 * classes to the larger, or final counts by class index.
 */
const overSamplingStrategy = z
  .union([z.enum(['auto', 'minority', 'not minority', 'not majority', 'all']), ratio, countByClass], {
    error: `Allowed: auto, minority, not minority, not majority, all; ${either}`,
  })
  .default('auto');
/**
 * Which classes lose rows: a name (down to the smallest class), the ratio of the smaller of two classes to the larger,
 * or final counts by class index.
 */
const underSamplingStrategy = z
  .union([z.enum(['auto', 'majority', 'not minority', 'not majority', 'all']), ratio, countByClass], {
    error: `Allowed: auto, majority, not minority, not majority, all; ${either}`,
  })
  .default('auto');
/** From which classes rows may be removed: a name, or class indices. */
const cleaningStrategy = z
  .union([z.enum(['auto', 'majority', 'not minority', 'not majority', 'all']), z.array(z.int().min(0)).min(1)], {
    error: 'Allowed: auto, majority, not minority, not majority, all; or a list of class indices.',
  })
  .default('auto');
const neighbours = (standard: number) => z.int().min(1).max(1000).default(standard);

/** Ways to even out classes, by imbalanced-learn's names and with its defaults. Distances are Euclidean. */
export const resamplerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('randomOverSampler'),
    samplingStrategy: overSamplingStrategy,
    /**
     * Gaussian noise round each repeated row, as a multiple of Silverman's bandwidth (ROSE: Menardi and Torelli, 2014).
     */
    shrinkage: z.number().min(0).optional(),
  }),
  z.strictObject({
    kind: z.literal('randomUnderSampler'),
    samplingStrategy: underSamplingStrategy,
    replacement: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('randomHybrid'),
    /**
     * The count that each class ends with, whether it had more or fewer: the classes' mean or median (rounded), or a
     * number of rows.
     */
    target: z
      .union([z.enum(['mean', 'median']), z.int().min(1)], {
        error: 'Allowed: mean, median, or a count of at least 1.',
      })
      .default('mean'),
  }),
  /** Chawla et al. (2002). */
  z.strictObject({ kind: z.literal('smote'), samplingStrategy: overSamplingStrategy, kNeighbors: neighbours(5) }),
  /** Han et al. (2005). */
  z.strictObject({
    kind: z.literal('borderlineSmote'),
    samplingStrategy: overSamplingStrategy,
    variant: z.enum(['borderline-1', 'borderline-2']).default('borderline-1'),
    kNeighbors: neighbours(5),
    /** Neighbours that say whether a row is in danger: at least half of them, but not all, are of other classes. */
    mNeighbors: neighbours(10),
  }),
  /** He et al. (2008). */
  z.strictObject({ kind: z.literal('adasyn'), samplingStrategy: overSamplingStrategy, nNeighbors: neighbours(5) }),
  /** Tomek (1976). */
  z.strictObject({ kind: z.literal('tomekLinks'), samplingStrategy: cleaningStrategy }),
  /** Wilson (1972). */
  z.strictObject({
    kind: z.literal('editedNearestNeighbours'),
    samplingStrategy: cleaningStrategy,
    nNeighbors: neighbours(3),
    /** A row stays when all of its neighbours are of its class, or when that is their most frequent one. */
    selection: z.enum(['all', 'mode']).default('all'),
  }),
  /** Zhang and Mani (2003). */
  z.strictObject({
    kind: z.literal('nearMiss'),
    samplingStrategy: underSamplingStrategy,
    version: z.union([z.literal(1), z.literal(2), z.literal(3)], { error: 'Allowed: 1, 2, 3.' }).default(1),
    nNeighbors: neighbours(3),
    /** Of version 3: how many neighbours of each row of the smallest class are kept to choose from. */
    nNeighborsVersion3: neighbours(3),
  }),
  /** Batista et al. (2003). */
  z.strictObject({ kind: z.literal('smoteTomek'), samplingStrategy: overSamplingStrategy, kNeighbors: neighbours(5) }),
  /** Batista et al. (2004). */
  z.strictObject({
    kind: z.literal('smoteEnn'),
    samplingStrategy: overSamplingStrategy,
    kNeighbors: neighbours(5),
    nNeighbors: neighbours(3),
  }),
]);
export type ResamplerSpec = z.infer<typeof resamplerSchema>;
/** The same as people write it: what has a default may be left out. */
export type ResamplerOptions = z.input<typeof resamplerSchema>;
