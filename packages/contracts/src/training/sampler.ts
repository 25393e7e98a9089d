import { z } from 'zod';

export const samplerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('shuffle') }).describe('Each sample once.'),
    z
      .strictObject({ kind: z.literal('balanced') })
      .describe('As many as there are samples, of each class equally often.'),
    z
      .strictObject({
        kind: z.literal('classesTimesSamples'),
        samplesPerClass: z
          .int()
          .min(2)
          .max(1024)
          .default(4)
          .describe('Samples of each class in a batch; `fit.batchSize` is a multiple of it.'),
      })
      .describe(
        'Batches of `samplesPerClass` samples of each of batchSize / samplesPerClass classes (Hermans et ' +
          'al., 2017): for losses that compare the samples of a batch.',
      ),
  ])
  .describe('Which samples each epoch has, and in which order.');
export type SamplerSpec = z.infer<typeof samplerSchema>;
/** The same as people write it: what has a default may be left out. */
export type SamplerSpecOptions = z.input<typeof samplerSchema>;
