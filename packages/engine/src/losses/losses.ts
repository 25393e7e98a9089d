import { type LossOptions, lossSchema, type LossSpec, parse } from '@sightline/contracts';
import { alignTargets } from './align-targets.ts';
import { crossEntropies } from './cross-entropy.ts';
import type { Loss, LossFactories } from './loss.ts';
import { marginLosses } from './margin.ts';
import { overlaps } from './overlap.ts';
import { regressions } from './regression.ts';

/** All losses by their Keras names. */
const losses: LossFactories = { ...crossEntropies, ...regressions, ...marginLosses, ...overlaps };

/**
 * A loss by its name, by its name and settings, or a function as it is. A named loss throws EngineError `engine/invalid-options` for targets whose shape
 * does not fit the predictions'.
 *
 * @throws ContractError `contracts/invalid-input`, naming the losses there are
 */
export function resolveLoss(option: LossOptions | Loss): Loss {
  if (typeof option === 'function') return option;
  const spec: LossSpec = parse(lossSchema, typeof option === 'string' ? { kind: option } : option, 'the loss');
  const make = losses[spec.kind] as (spec: LossSpec) => Loss;
  const loss = make(spec);
  return (targets, predictions) => loss(alignTargets(targets, predictions), predictions);
}
