import { z } from 'zod';

export const scheduleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant') }).describe('Always the same.'),
    z
      .strictObject({
        kind: z.literal('cosine'),
        warmupEpochs: z.number().min(0).default(0).describe('Epochs over which the learning rate rises from 0.'),
        finalFraction: z.number().min(0).max(1).default(0).describe('What is left of the learning rate at the end.'),
      })
      .describe(
        'Linear warm-up over `warmupEpochs`, then a cosine from the learning rate down to `finalFraction` ' +
          'of it (Loshchilov and Hutter, 2017).',
      ),
  ])
  .describe('How the learning rate changes over time.');
export type Schedule = z.infer<typeof scheduleSchema>;
