import { z } from 'zod';

/** Which samples each epoch has, and in which order. */
export const samplerSchema = z.discriminatedUnion('kind', [
  /** Each sample once. */
  z.strictObject({ kind: z.literal('shuffle') }),
  /** As many as there are samples, of each class equally often. */
  z.strictObject({ kind: z.literal('balanced') }),
  /**
   * Batches of `samplesPerClass` samples of each of batchSize / samplesPerClass classes (Hermans et al., 2017): for
   * losses that compare the samples of a batch.
   */
  z.strictObject({ kind: z.literal('classesTimesSamples'), samplesPerClass: z.int().min(2).max(1024).default(4) }),
]);
export type SamplerSpec = z.infer<typeof samplerSchema>;
/** The same as people write it: what has a default may be left out. */
export type SamplerSpecOptions = z.input<typeof samplerSchema>;
