import { betterOf, didYouMean, type EpochRecord, type FitSpec, validationName } from '@sightline/contracts';
import { TrainerError } from '../errors.ts';
import type { Callback, Training } from './callback.ts';

type EarlyStopping = NonNullable<FitSpec['earlyStopping']>;
/** What decides which epoch is the best, and by how much an epoch must be better than the best before it. */
export type WatchRule = Pick<EarlyStopping, 'monitor' | 'minDelta' | 'better'>;

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
export function watchRuleOf(spec: Pick<FitSpec, 'earlyStopping'>): WatchRule {
  return spec.earlyStopping ?? { monitor: 'validationLoss', minDelta: 0 };
}

function walk(
  history: readonly EpochRecord[],
  { monitor, minDelta, better }: WatchRule,
): { bestEpoch: number; waited: number } {
  let best = Infinity;
  let bestEpoch = 0;
  let waited = 0;
  for (const record of history) {
    const value = lossLike(record, monitor, better);
    if (value < best - minDelta) {
      best = value;
      bestEpoch = record.epoch;
      waited = 0;
    } else waited++;
  }
  return { bestEpoch, waited };
}

/** What a monitor names of the validation samples, as a training reports it: `accuracy` for `validationAccuracy`. */
function watchedName({ validation = {} }: EpochRecord, monitor: string): string | undefined {
  return Object.keys(validation).find((name) => validationName(name) === monitor);
}

/** The watched value, the lower the better; of a training without validation its loss. */
function lossLike(record: EpochRecord, monitor: string, better: WatchRule['better']): number {
  const name = watchedName(record, monitor);
  const value = name === undefined ? undefined : record.validation?.[name];
  if (name === undefined || value === undefined) return record.training['loss'] ?? Number.NaN;
  return (better ?? betterOf(name)) === 'higher' ? -value : value;
}

/** Ends a training that no longer improves: see {@link shouldStop}. */
export function earlyStopping({ spec: { earlyStopping: rule }, history, hasValidation }: Training): Callback {
  if (!rule) return {};
  return {
    onTrainBegin() {
      if (!hasValidation) throw notMeasured(rule, []);
    },
    onEpochEnd() {
      requireMonitored(history.at(-1) as EpochRecord, rule);
    },
    shouldStop: () => shouldStop(history, rule),
  };
}

/** Without what early stopping watches, it would stop each training after `patience` epochs. */
function requireMonitored(record: EpochRecord, rule: EarlyStopping): void {
  const names = Object.keys(record.validation ?? {});
  const watched = watchedName(record, rule.monitor);
  if (watched === undefined) throw notMeasured(rule, names);
  if ((rule.better ?? betterOf(watched)) !== undefined) return;
  throw new TrainerError(
    'trainer/invalid-options',
    `Early stopping watches ${rule.monitor}, a metric with a custom name: whether higher or ` +
      'lower values are better is not known. Set better: lower, or higher, or watch one of ' +
      `${monitors(names.filter(betterOf))}.`,
  );
}

function notMeasured({ monitor }: EarlyStopping, names: readonly string[]): TrainerError {
  const mend =
    names.length === 0
      ? ' Give fit validation samples, or leave spec.earlyStopping out.'
      : `${didYouMean(monitor, names.map(validationName))} Measured: ${monitors(names)}; add others with metrics.`;
  return new TrainerError(
    'trainer/invalid-options',
    `Early stopping watches ${monitor}, which is not measured.${mend}`,
  );
}

function monitors(names: readonly string[]): string {
  return names.map(validationName).join(', ');
}
