import { z } from 'zod';

/** One epoch of `history.json`. */
export const epochRecordSchema = z.strictObject({
  epoch: z.int(),
  learningRate: z.number(),
  loss: z.number(),
  accuracy: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;
