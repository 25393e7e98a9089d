import type { FitSpec } from '@sightline/contracts';
import { z } from 'zod';

/** A figure that is no number is null in JSON. */
const figureSchema = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const metricsSchema = z.record(z.string(), figureSchema);

/** One epoch of a training, which may have had no validation. */
export const fitEpochSchema = z.strictObject({
  epoch: z.int(),
  learningRate: z.number(),
  loss: z.number(),
  /** By their names. */
  metrics: metricsSchema,
  validationLoss: figureSchema.optional(),
  validationMetrics: metricsSchema.optional(),
});
export type FitEpoch = z.infer<typeof fitEpochSchema>;

/** The epoch (from 1) with the lowest validation loss, or loss where there was no validation; the earlier one of equals. */
export function bestEpochOf(history: readonly FitEpoch[]): number {
  const lossOf = ({ validationLoss, loss }: FitEpoch): number => validationLoss ?? loss;
  let best = history[0];
  for (const record of history) if (best === undefined || lossOf(record) < lossOf(best)) best = record;
  return best?.epoch ?? 0;
}

/** Whether the monitored value has not improved by more than `minDelta` for `patience` epochs, as Keras' EarlyStopping decides. A function of the history alone. */
export function shouldStop(history: readonly FitEpoch[], rule: NonNullable<FitSpec['earlyStopping']>): boolean {
  const sign = rule.monitor === 'validationLoss' ? 1 : -1;
  let best = Infinity;
  let waited = 0;
  for (const record of history) {
    const { validationLoss, validationMetrics } = record;
    const value = sign * ((rule.monitor === 'validationLoss' ? validationLoss : validationMetrics?.accuracy) ?? NaN);
    if (value < best - rule.minDelta) {
      best = value;
      waited = 0;
    } else {
      waited++;
    }
  }
  return waited >= rule.patience;
}
