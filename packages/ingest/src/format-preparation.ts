import type { Preprocess, SplitSpec } from '@sightline/contracts';

/**
 * How bytes become a model's input, in words: `(value / 255 - mean) / std, mean 0.1307, std 0.3081`, one number per
 * channel.
 */
export function formatNormalization({ mean, std }: Pick<Preprocess, 'mean' | 'std'>): string {
  const numbers = (list: readonly number[]) => list.map((value) => value.toFixed(4)).join(', ');
  const less = mean.length > 0 ? 'value / 255 - mean' : 'value / 255';
  const scaled = std.length > 0 ? `${mean.length > 0 ? `(${less})` : less} / std` : less;
  return [scaled, mean.length > 0 && `mean ${numbers(mean)}`, std.length > 0 && `std ${numbers(std)}`]
    .filter((part) => part !== false)
    .join(', ');
}

/** How a dataset was divided, in words: `stratified`, `k-fold by group, fold 0 of 5`. */
export function formatSplit(spec: SplitSpec): string {
  const leaks = spec.allowLeaks.length > 0 ? `, leaks of ${spec.allowLeaks.join(', ')} allowed` : '';
  return (
    (spec.strategy === 'k-fold' ? `k-fold by ${spec.by}, fold ${spec.fold} of ${spec.folds}` : spec.strategy) + leaks
  );
}
