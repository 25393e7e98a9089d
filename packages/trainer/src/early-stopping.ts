import type { EpochRecord, FitSpec } from '@sightline/contracts';

/** The epoch (from 1) with the lowest validation loss; the earlier one of equals. */
export function bestEpochOf(history: readonly EpochRecord[]): number {
  let best = history[0];
  for (const record of history) if (best === undefined || record.validationLoss < best.validationLoss) best = record;
  return best?.epoch ?? 0;
}

/** Whether the monitored value has not improved by more than `minDelta` for `patience` epochs, as Keras' EarlyStopping decides. A function of the history alone. */
export function shouldStop(history: readonly EpochRecord[], rule: NonNullable<FitSpec['earlyStopping']>): boolean {
  const sign = rule.monitor === 'validationLoss' ? 1 : -1;
  let best = Infinity;
  let waited = 0;
  for (const record of history) {
    const value = sign * record[rule.monitor];
    if (value < best - rule.minDelta) {
      best = value;
      waited = 0;
    } else {
      waited++;
    }
  }
  return waited >= rule.patience;
}
