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

type EarlyStopping = NonNullable<FitSpec['earlyStopping']>;
/** What decides which epoch is the best, and by how much an epoch must be better than the best before it. */
export type WatchRule = Pick<EarlyStopping, 'monitor' | 'minDelta'>;

/**
 * The epoch (from 1) whose weights Keras' `EarlyStopping(restore_best_weights=True)` keeps: the last one that improved
 * the watched value by more than `minDelta`. Values that are not numbers never improve it.
 *
 * @param rule left out: the validation accuracy where it was measured, else the validation loss, else the loss
 * @returns 0 where no epoch has a number
 */
export function bestEpochOf(history: readonly FitEpoch[], rule?: WatchRule): number {
  return walk(history, rule).bestEpoch;
}

/**
 * Whether the watched value has not improved by more than `minDelta` for `patience` epochs, as Keras' EarlyStopping
 * decides. A function of the history alone.
 */
export function shouldStop(history: readonly FitEpoch[], rule: EarlyStopping): boolean {
  return walk(history, rule).waited >= rule.patience;
}

/**
 * The rule that training follows: that of early stopping, or the lowest validation loss (the loss, without validation).
 */
export function watchRuleOf({ earlyStopping }: Pick<FitSpec, 'earlyStopping'>): WatchRule {
  return earlyStopping ?? { monitor: 'validationLoss', minDelta: 0 };
}

function walk(history: readonly FitEpoch[], rule: WatchRule | undefined): { bestEpoch: number; waited: number } {
  const { monitor, minDelta } = rule ?? { monitor: mostTelling(history), minDelta: 0 };
  let best = Infinity;
  let bestEpoch = 0;
  let waited = 0;
  for (const record of history) {
    const value = lossLike(record, monitor);
    if (value < best - minDelta) {
      best = value;
      bestEpoch = record.epoch;
      waited = 0;
    } else waited++;
  }
  return { bestEpoch, waited };
}

/** The watched value, the lower the better. */
function lossLike({ loss, validationLoss, validationMetrics }: FitEpoch, monitor: EarlyStopping['monitor']): number {
  return monitor === 'validationLoss' ? (validationLoss ?? loss) : -(validationMetrics?.accuracy ?? Number.NaN);
}

function mostTelling(history: readonly FitEpoch[]): EarlyStopping['monitor'] {
  const isMeasured = history.some(({ validationMetrics }) => Number.isFinite(validationMetrics?.accuracy));
  return isMeasured ? 'validationAccuracy' : 'validationLoss';
}
