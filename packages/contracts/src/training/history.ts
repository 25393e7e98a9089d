import { z } from 'zod';
import { byName } from '../by-name.ts';

/** By name. A value that is not a number is null in JSON. */
const valuesSchema = byName(
  z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
);

/** One epoch of a training. */
export const epochRecordSchema = z.strictObject({
  epoch: z.int(),
  /** At the last step. */
  learningRate: z.number(),
  /** The mean loss, as `loss`, and the metrics over the training samples as they were trained on. */
  training: valuesSchema,
  /** The same over the validation samples after the epoch; absent where there are none. */
  validation: valuesSchema.optional(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

/** `history.json` of a trained model. */
export const historySchema = z.strictObject({
  /**
   * The epoch whose weights are kept with `restoreBestWeights`, by what `earlyStopping` watches,
   * else the validation loss.
   */
  bestEpoch: z.int(),
  epochs: z.array(epochRecordSchema).min(1),
});
export type History = z.infer<typeof historySchema>;

/** What a value of the validation samples is called beside those of training: `validationLoss`. */
export function validationName(name: string): string {
  return `validation${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** All values of an epoch side by side, losses first: `loss`, `accuracy`, `validationLoss`, `validationAccuracy`. */
export function epochValues({ training, validation = {} }: EpochRecord): Record<string, number> {
  const validated = lossFirst(validation).map(([name, value]) => [validationName(name), value] as const);
  return Object.fromEntries([...lossFirst(training), ...validated]);
}

/** Stored JSON has its keys in the order of their letters. */
function lossFirst(values: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(values).toSorted(([a], [b]) => Number(b === 'loss') - Number(a === 'loss'));
}
