import { z } from 'zod';
import { earlyStoppingSchema } from './callbacks.ts';
import { customMetricsSchema, customModuleSchema } from './custom-module.ts';
import { optimizerSchema } from './optimizer.ts';
import { scheduleSchema } from './schedule.ts';

const layerPatterns = z
  .array(z.string().min(1))
  .min(1)
  .meta({ description: 'Names of layers, where `*` stands for any characters.', examples: [['conv*']] });

const fields = {
  epochs: z
    .int()
    .min(1)
    .max(10_000)
    .meta({ description: 'How often the training samples are gone through.', examples: [20] }),
  batchSize: z.int().min(1).max(65_536).default(64).describe('Samples of one training step.'),
  optimizer: optimizerSchema.prefault({ kind: 'adam' }),
  schedule: scheduleSchema.prefault({ kind: 'constant' }),
  precision: z
    .enum(['float32', 'mixed_bfloat16'])
    .default('float32')
    .describe(
      "Keras' dtype policies: all in float32, or convolutions and matrix products in bfloat16 with " +
        'weights and statistics in float32.',
    ),
  earlyStopping: earlyStoppingSchema
    .optional()
    .describe("Ends the training when it no longer improves, as Keras' `EarlyStopping`. Left out: all epochs."),
  restoreBestWeights: z
    .boolean()
    .default(true)
    .describe(
      'Keep the weights of the best epoch rather than the last ones: the best by what early stopping ' +
        'watches, else by the validation loss.',
    ),
  freeze: z
    .union([z.literal('trunk'), layerPatterns])
    .optional()
    .describe(
      'Layers that are not trained: all but the head (`trunk`), or those whose names fit a pattern, as ' +
        '`conv*`. Their batch normalisations use their moving averages and keep them, as in Keras.',
    ),
  unfreeze: z
    .array(
      z.strictObject({ epoch: z.int().min(2).describe('From this one on, the first being 1.'), layers: layerPatterns }),
    )
    .optional()
    .describe('Gradual unfreezing (Howard and Ruder, 2018): which of them are trained from an epoch on.'),
  layerDecay: z
    .number()
    .positive()
    .max(1)
    .optional()
    .describe(
      'Layer-wise decay of the learning rate (Clark et al., 2020): the last layer with weights has the ' +
        'factor 1, each one before it this factor more.',
    ),
  loss: customModuleSchema.optional().describe("A custom loss instead of the task's."),
  metrics: customMetricsSchema
    .optional()
    .describe(
      'Custom figures, measured in each epoch and by the evaluation: early stopping and the gate know ' +
        'them by name.',
    ),
  callbacks: z
    .array(customModuleSchema)
    .optional()
    .describe('Custom code that follows the training, called in this order.'),
};

export const fitSchema = z.strictObject(fields).meta({
  description: "How the network is trained: as in Keras' `compile` and `fit`.",
  moved: {
    labelSmoothing: 'task: { labelSmoothing: 0.1 }, beside fit',
    classWeights: 'task: { classWeights: balanced }, beside fit',
    sampling: 'sampler: { kind: balanced }, beside fit',
  },
});
export type FitSpec = z.infer<typeof fitSchema>;
/** The same as people write it: what has a default may be left out. */
export type FitSpecOptions = z.input<typeof fitSchema>;
