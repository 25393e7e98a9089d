import { type LossOptions, lossSchema, type LossSpec, parse } from '@sightline/contracts';
import { alignTargets } from './align-targets.ts';
import { crossEntropies } from './cross-entropy.ts';
import { angularMargins } from './embedding/angular-margins.ts';
import { embeddingLosses } from './embedding/embedding-losses.ts';
import type { Loss, LossFactories } from './loss.ts';
import { marginLosses } from './margin.ts';
import { overlaps } from './overlap.ts';
import { regressions } from './regression.ts';

/** All losses by their Keras names. */
const losses: LossFactories = {
  ...crossEntropies,
  ...regressions,
  ...marginLosses,
  ...overlaps,
  ...embeddingLosses,
  ...angularMargins,
};

/**
 * What a loss compares predictions with: class indices, indices of identities (of any count), values of their shape,
 * or, a function, what it likes.
 */
export type LossTargets = 'classes' | 'identities' | 'values' | 'any';

/** Those that do not take values. */
const TAKES: Partial<Record<LossSpec['kind'], LossTargets>> = {
  sparseCategoricalCrossentropy: 'classes',
  categoricalGeneralizedCrossEntropy: 'classes',
  tripletSemiHard: 'identities',
  tripletHard: 'identities',
  contrastive: 'identities',
  ntXent: 'identities',
  prototypical: 'identities',
  arcFace: 'classes',
  cosFace: 'classes',
};

export function targetsOfLoss(option: LossOptions | Loss): LossTargets {
  if (typeof option === 'function') return 'any';
  return TAKES[specOf(option).kind] ?? 'values';
}

/**
 * A loss by its name, by its name and settings, or a function as it is. A named loss throws EngineError
 * `engine/invalid-options` for targets whose shape does not fit the predictions'.
 *
 * @throws ContractError `contracts/invalid-input`, naming the losses there are
 */
export function resolveLoss(option: LossOptions | Loss): Loss {
  if (typeof option === 'function') return option;
  const spec = specOf(option);
  const loss = (losses[spec.kind] as (spec: LossSpec) => Loss)(spec);
  const takes = targetsOfLoss(spec) === 'values' ? 'values' : 'classes';
  return (targets, predictions) => loss(alignTargets(targets, predictions, { name: spec.kind, takes }), predictions);
}

function specOf(option: LossOptions): LossSpec {
  return parse(lossSchema, typeof option === 'string' ? { kind: option } : option, 'the loss');
}
