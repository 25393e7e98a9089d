import { z } from 'zod';

/** What every optimizer can do besides its rule, as in Keras: applied in this order. */
const anyOptimizer = {
  /** Gradients of this many batches are averaged before one update. */
  accumulationSteps: z.int().min(1).max(1024).default(1),
  /** Each element of a gradient is kept within ±clipValue. */
  clipValue: z.number().positive().optional(),
  /** Each gradient is scaled down to this L2 norm. */
  clipNorm: z.number().positive().optional(),
  /** All gradients together are scaled down to this L2 norm. */
  globalClipNorm: z.number().positive().optional(),
  /** Decoupled decay (Loshchilov and Hutter, 2019): weights shrink by learningRate · weightDecay before each update. */
  weightDecay: z.number().min(0).default(0),
  /** Weights whose name contains one of these are not decayed. */
  excludeFromWeightDecay: z.array(z.string().min(1)).default([]),
  /**
   * Discriminative learning rates (Howard and Ruder, 2018): factors of the learning rate by patterns of weights' names,
   * `{ 'conv1/*': 0.1 }`; the first pattern that fits a name counts, all others have the factor 1.
   */
  learningRateFactors: z.record(z.string(), z.number().min(0)).optional(),
  /**
   * Keeps an exponential moving average of the weights, `ema = momentum · ema + (1 − momentum) · weight`: what is then
   * validated, and kept of the training.
   */
  emaMomentum: z.number().min(0).lt(1).optional(),
};
const learningRate = (standard: number) => z.number().positive().default(standard);
const decayRate = (standard: number) => z.number().min(0).lt(1).default(standard);
const adamFields = { beta1: decayRate(0.9), beta2: decayRate(0.999), epsilon: z.number().positive().default(1e-7) };

/** Update rules and their settings, with Keras' defaults. */
const optimizerSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('adam'), learningRate: learningRate(0.001), ...adamFields, ...anyOptimizer }),
  z.strictObject({
    kind: z.literal('adamw'),
    learningRate: learningRate(0.001),
    ...adamFields,
    ...anyOptimizer,
    weightDecay: z.number().min(0).default(0.004),
  }),
  z.strictObject({
    kind: z.literal('sgd'),
    learningRate: learningRate(0.01),
    momentum: decayRate(0),
    nesterov: z.boolean().default(false),
    ...anyOptimizer,
  }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    learningRate: learningRate(0.001),
    rho: decayRate(0.9),
    momentum: decayRate(0),
    epsilon: z.number().positive().default(1e-7),
    centered: z.boolean().default(false),
    ...anyOptimizer,
  }),
  z.strictObject({
    kind: z.literal('adagrad'),
    learningRate: learningRate(0.001),
    initialAccumulator: z.number().min(0).default(0.1),
    epsilon: z.number().positive().default(1e-7),
    ...anyOptimizer,
  }),
  z.strictObject({ kind: z.literal('adamax'), learningRate: learningRate(0.001), ...adamFields, ...anyOptimizer }),
  z.strictObject({
    kind: z.literal('lion'),
    learningRate: learningRate(0.001),
    beta1: decayRate(0.9),
    beta2: decayRate(0.99),
    ...anyOptimizer,
  }),
  z.strictObject({ kind: z.literal('lamb'), learningRate: learningRate(0.001), ...adamFields, ...anyOptimizer }),
]);
/** The same, or a name alone: as in Keras, that optimizer with its defaults. */
export const optimizerSchema = z.preprocess(
  (given: OptimizerOptions) => (typeof given === 'string' ? { kind: given } : given),
  optimizerSettingsSchema,
);
export type OptimizerSpec = z.infer<typeof optimizerSettingsSchema>;
/** The same as people write it: a name alone, or with settings; what has a default may be left out. */
export type OptimizerOptions = OptimizerSpec['kind'] | z.input<typeof optimizerSettingsSchema>;
