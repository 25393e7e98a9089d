import { balancedEpoch } from '@sightline/augment';
import { requireStrata, type SamplerFactory } from './sampler.ts';

/** As many as there are samples, of each class equally often: see {@link balancedEpoch}. */
export const balanced: SamplerFactory<'balanced'> = ({ kind }, options) => {
  const strata = requireStrata(options, kind);
  return {
    order: (epoch) => Array.from(balancedEpoch(strata, { seed: options.seed, epoch: epoch - 1 })),
    epochSize: () => strata.length,
  };
};
