import { z } from 'zod';
import { earlyStoppingSchema } from './callbacks.ts';
import { optimizerSchema } from './optimizer.ts';
import { scheduleSchema } from './schedule.ts';

const fields = {
  epochs: z.int().min(1).max(10_000),
  batchSize: z.int().min(1).max(65_536).default(64),
  optimizer: optimizerSchema.prefault({ kind: 'adam' }),
  schedule: scheduleSchema.prefault({ kind: 'constant' }),
  /**
   * Keras' dtype policies: all in float32, or convolutions and matrix products in bfloat16 with
   * weights and statistics in float32.
   */
  precision: z.enum(['float32', 'mixed_bfloat16']).default('float32'),
  earlyStopping: earlyStoppingSchema.optional(),
  /**
   * Keep the weights of the best epoch rather than the last ones:
   * the best by what early stopping watches, else by the validation loss.
   */
  restoreBestWeights: z.boolean().default(true),
};

/** How to fit: as in Keras' `compile` and `fit`. */
export const fitSchema = z.strictObject(fields).meta({
  moved: {
    labelSmoothing: 'task: { labelSmoothing: 0.1 }, beside fit',
    classWeights: 'task: { classWeights: balanced }, beside fit',
    sampling: 'sampler: { kind: balanced }, beside fit',
  },
});
export type FitSpec = z.infer<typeof fitSchema>;
/** The same as people write it: what has a default may be left out. */
export type FitSpecOptions = z.input<typeof fitSchema>;
