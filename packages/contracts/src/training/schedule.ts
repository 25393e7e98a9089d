import { z } from 'zod';

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  /**
   * Linear warm-up over `warmupEpochs`, then a cosine from the learning rate down to `finalFraction` of it (Loshchilov
   * and Hutter, 2017).
   */
  z.strictObject({
    kind: z.literal('cosine'),
    warmupEpochs: z.number().min(0).default(0),
    finalFraction: z.number().min(0).max(1).default(0),
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;
