import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { byName } from '../by-name.ts';
import { preprocessSpecSchema } from '../data/preprocess.ts';
import { classWeightingSchema } from '../augmentation/resampling.ts';

/** A network of the model zoo and its settings. */
export const modelSpecSchema = z.discriminatedUnion('architecture', [
  /** Blocks of convolution, (batch normalisation,) ReLU and 2×2 max pooling, then a dense layer and a softmax over the classes. */
  z.strictObject({
    architecture: z.literal('cnn'),
    filters: z.array(z.int().min(1).max(1024)).min(1).max(8).default([32, 64]),
    kernelSize: z.int().min(1).max(11).default(3),
    denseUnits: z.int().min(1).max(4096).default(128),
    batchNormalization: z.boolean().default(false),
    dropout: z.number().min(0).lt(1).default(0),
  }),
]);
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/** What every optimizer can do besides its rule, as in Keras: applied in this order. */
const anyOptimizer = {
  /** Gradients of so many batches are averaged before one update. */
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
  /** Keeps an exponential moving average of the weights, `ema = momentum · ema + (1 − momentum) · weight`: what is then validated, and kept of the training. */
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

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  /** Linear warm-up over `warmupEpochs`, then a cosine from the learning rate down to `finalFraction` of it (Loshchilov and Hutter, 2017). */
  z.strictObject({
    kind: z.literal('cosine'),
    warmupEpochs: z.number().min(0).default(0),
    finalFraction: z.number().min(0).max(1).default(0),
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

/** Keras' `EarlyStopping`: what it watches also decides which epoch is the best. */
export const earlyStoppingSchema = z.strictObject({
  monitor: z.enum(['validationLoss', 'validationAccuracy']).default('validationLoss'),
  patience: z.int().min(1).default(5),
  /** An epoch that is better by no more than this counts as no better. */
  minDelta: z.number().min(0).default(0),
});

/** How to fit: as in Keras' `compile` and `fit`. */
export const fitSchema = z.strictObject({
  epochs: z.int().min(1).max(10_000),
  batchSize: z.int().min(1).max(65_536).default(64),
  optimizer: optimizerSchema.prefault({ kind: 'adam' }),
  schedule: scheduleSchema.prefault({ kind: 'constant' }),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  /** How much a sample of each class counts in the loss: computed from the training split, or numbers by class name (1 where a class is not named). */
  classWeights: z
    .union([z.literal('balanced'), classWeightingSchema, byName(z.number().min(0))], {
      error: 'Allowed: balanced, { kind: effectiveNumber, beta: 0.999 }, or numbers by class name.',
    })
    .optional(),
  /** Which samples an epoch has: each one once (the default), or as many in all, of each class equally often. */
  sampling: z.enum(['shuffle', 'balanced']).optional(),
  /** Keras' dtype policies: all in float32, or convolutions and matrix products in bfloat16 with weights and statistics in float32. */
  precision: z.enum(['float32', 'mixed_bfloat16']).default('float32'),
  earlyStopping: earlyStoppingSchema.optional(),
  /**
   * Keep the weights of the best epoch rather than the last ones: the best by what early stopping watches, else by the
   * validation loss.
   */
  restoreBestWeights: z.boolean().default(true),
});
export type FitSpec = z.infer<typeof fitSchema>;
/** The same as people write it: what has a default may be left out. */
export type FitSpecOptions = z.input<typeof fitSchema>;

export const trainInputSchema = z.strictObject({
  dataset: refOf('dataset'),
  augmentation: refOf('augmentation').optional(),
  preprocess: preprocessSpecSchema,
  model: modelSpecSchema,
  fit: fitSchema,
  seed: z.int(),
});
export type TrainInput = z.infer<typeof trainInputSchema>;

/** `labels.json` of a trained model: class names in the order of its outputs. */
export const labelsSchema = z.array(z.string()).min(1);

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

export const trainOutputSchema = z.strictObject({
  model: refOf('trained-model'),
  weightsSha256: z.string(),
  epochs: z.int(),
  bestEpoch: z.int(),
  parameters: z.int(),
  validationAccuracy: z.number(),
  validationLoss: z.number(),
});
export type TrainOutput = z.infer<typeof trainOutputSchema>;
