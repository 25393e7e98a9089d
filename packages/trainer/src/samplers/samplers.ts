import type { SamplerSpec } from '@sightline/contracts';
import { balanced } from './balanced.ts';
import { classesTimesSamples } from './classes-times-samples.ts';
import type { Sampler, SamplerFactory, SamplerOptions } from './sampler.ts';
import { shuffle } from './shuffle.ts';

/** All samplers, by the `kind` of their settings. */
export const samplers: { readonly [Kind in SamplerSpec['kind']]: SamplerFactory<Kind> } = {
  shuffle,
  balanced,
  classesTimesSamples,
};

/**
 * @throws TrainerError `trainer/invalid-options` when the samples, or the batch size, are not what the sampler needs
 */
export function createSampler(spec: SamplerSpec, options: SamplerOptions): Sampler {
  return (samplers[spec.kind] as (spec: SamplerSpec, options: SamplerOptions) => Sampler)(spec, options);
}
