import { z } from 'zod';

/** What every optimizer can do besides its rule, as in Keras: applied in this order. */
const anyOptimizer = {
  accumulationSteps: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe('Gradients of this many batches are averaged before one update.'),
  clipValue: z.number().positive().optional().describe('Each element of a gradient is kept within ±clipValue.'),
  clipNorm: z.number().positive().optional().describe('Each gradient is scaled down to this L2 norm.'),
  globalClipNorm: z.number().positive().optional().describe('All gradients together are scaled down to this L2 norm.'),
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Decoupled decay (Loshchilov and Hutter, 2019): weights shrink by learningRate · weightDecay before ' +
        'each update.',
    ),
  excludeFromWeightDecay: z
    .array(z.string().min(1))
    .default([])
    .describe('Weights whose name contains one of these are not decayed.'),
  learningRateFactors: z
    .record(z.string(), z.number().min(0))
    .optional()
    .describe(
      'Discriminative learning rates (Howard and Ruder, 2018): factors of the learning rate by patterns ' +
        "of weights' names, `{ 'conv1/*': 0.1 }`; the first pattern that fits a name counts, all others " +
        'have the factor 1.',
    ),
  emaMomentum: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe(
      'Keeps an exponential moving average of the weights, `ema = momentum · ema + (1 − momentum) · ' +
        'weight`: what is then validated, and kept of the training.',
    ),
};
const learningRate = (standard: number) =>
  z.number().positive().default(standard).describe('The size of a step, which `fit.schedule` changes over time.');
const decayRate = (standard: number) => z.number().min(0).lt(1).default(standard);
const epsilon = z.number().positive().default(1e-7).describe('Keeps divisions from becoming those by 0.');
const adamFields = {
  beta1: decayRate(0.9).describe('Decay of the mean gradient.'),
  beta2: decayRate(0.999).describe('Decay of the mean of squared gradients.'),
  epsilon,
};

/** Update rules and their settings, with Keras' defaults. */
const optimizerSettingsSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('adam'), learningRate: learningRate(0.001), ...adamFields, ...anyOptimizer })
    .describe('Adam (Kingma and Ba, 2015).'),
  z
    .strictObject({
      kind: z.literal('adamw'),
      learningRate: learningRate(0.001),
      ...adamFields,
      ...anyOptimizer,
      weightDecay: z
        .number()
        .min(0)
        .default(0.004)
        .describe(
          'Decoupled decay (Loshchilov and Hutter, 2019): weights shrink by learningRate · weightDecay ' +
            'before each update.',
        ),
    })
    .describe('Adam with decoupled weight decay (Loshchilov and Hutter, 2019).'),
  z
    .strictObject({
      kind: z.literal('sgd'),
      learningRate: learningRate(0.01),
      momentum: decayRate(0).describe('How much of the last update is kept.'),
      nesterov: z
        .boolean()
        .default(false)
        .describe("Whether the gradient is that of the point ahead (Nesterov's momentum)."),
      ...anyOptimizer,
    })
    .describe('Stochastic gradient descent, with momentum or without.'),
  z
    .strictObject({
      kind: z.literal('rmsprop'),
      learningRate: learningRate(0.001),
      rho: decayRate(0.9).describe('Decay of the mean of squared gradients.'),
      momentum: decayRate(0).describe('How much of the last update is kept.'),
      epsilon,
      centered: z.boolean().default(false).describe('Whether the mean gradient is subtracted.'),
      ...anyOptimizer,
    })
    .describe('RMSprop (Hinton, 2012).'),
  z
    .strictObject({
      kind: z.literal('adagrad'),
      learningRate: learningRate(0.001),
      initialAccumulator: z.number().min(0).default(0.1).describe('What the sum of squared gradients begins with.'),
      epsilon,
      ...anyOptimizer,
    })
    .describe('Adagrad (Duchi et al., 2011).'),
  z
    .strictObject({ kind: z.literal('adamax'), learningRate: learningRate(0.001), ...adamFields, ...anyOptimizer })
    .describe('AdaMax (Kingma and Ba, 2015).'),
  z
    .strictObject({
      kind: z.literal('lion'),
      learningRate: learningRate(0.001),
      beta1: decayRate(0.9).describe('Decay of the mean gradient in the update.'),
      beta2: decayRate(0.99).describe('Decay of the mean gradient that is kept.'),
      ...anyOptimizer,
    })
    .describe('Lion (Chen et al., 2023).'),
  z
    .strictObject({ kind: z.literal('lamb'), learningRate: learningRate(0.001), ...adamFields, ...anyOptimizer })
    .describe('LAMB (You et al., 2020), for large batches.'),
]);
export const optimizerSchema = z
  .preprocess(
    (given: OptimizerOptions) => (typeof given === 'string' ? { kind: given } : given),
    optimizerSettingsSchema,
  )
  .meta({
    description: "The update rule, with Keras' defaults; a name alone is that one with its defaults.",
    shorthand: z.enum(optimizerSettingsSchema.options.map(({ shape }) => shape.kind.value)),
  });
export type OptimizerSpec = z.infer<typeof optimizerSettingsSchema>;
/** The same as people write it: a name alone, or with settings; what has a default may be left out. */
export type OptimizerOptions = OptimizerSpec['kind'] | z.input<typeof optimizerSettingsSchema>;
