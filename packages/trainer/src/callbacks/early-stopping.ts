import { betterOf, type EpochRecord, type FitSpec, validationName } from '@sightline/contracts';

type EarlyStopping = NonNullable<FitSpec['earlyStopping']>;
/** What decides which epoch is the best, and by how much an epoch must be better than the best before it. */
export type WatchRule = Pick<EarlyStopping, 'monitor' | 'minDelta'>;

/**
 * The epoch (from 1) whose weights Keras' `EarlyStopping(restore_best_weights=True)` keeps: the last one that improved
 * the watched value by more than `minDelta`. Values that are not numbers never improve it.
 *
 * @returns 0 where no epoch has a number
 */
export function bestEpochOf(history: readonly EpochRecord[], rule: WatchRule): number {
  return walk(history, rule).bestEpoch;
}

/**
 * Whether the watched value has not improved by more than `minDelta` for `patience` epochs, as Keras' EarlyStopping
 * decides. A function of the history alone.
 */
export function shouldStop(history: readonly EpochRecord[], rule: EarlyStopping): boolean {
  return walk(history, rule).waited >= rule.patience;
}

/**
 * The rule that training follows: that of early stopping, or the lowest validation loss (the loss, without validation).
 */
export function watchRuleOf({ earlyStopping }: Pick<FitSpec, 'earlyStopping'>): WatchRule {
  return earlyStopping ?? { monitor: 'validationLoss', minDelta: 0 };
}

function walk(
  history: readonly EpochRecord[],
  { monitor, minDelta }: WatchRule,
): { bestEpoch: number; waited: number } {
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

/** The value of the validation samples that a monitor names, as a training reports it: `accuracy` for `validationAccuracy`. */
export function watchedName({ validation = {} }: EpochRecord, monitor: string): string | undefined {
  return Object.keys(validation).find((name) => validationName(name) === monitor);
}

/** The watched value, the lower the better; of a training without validation its loss. */
function lossLike(record: EpochRecord, monitor: string): number {
  const name = watchedName(record, monitor);
  const value = name === undefined ? undefined : record.validation?.[name];
  if (name === undefined || value === undefined) return record.training['loss'] ?? Number.NaN;
  return betterOf(name) === 'higher' ? -value : value;
}
