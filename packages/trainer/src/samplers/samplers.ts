import { parse, samplerSchema, type SamplerSpec, type SamplerSpecOptions } from '@sightline/contracts';
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
 * The sampler of these settings.
 *
 * @throws ContractError `contracts/invalid-input`, naming the samplers there are
 * @throws TrainerError `trainer/invalid-options` when the samples, or the batch size, are not what the sampler needs
 *
 * @example
 * const samples = { count: 600, strata: labels, batchSize: 32, seed: 1 };
 * const sampler = createSampler({ kind: 'classesTimesSamples' }, samples);
 */
export function createSampler(given: SamplerSpecOptions, options: SamplerOptions): Sampler {
  const spec = parse(samplerSchema, given, 'the sampler');
  return (samplers[spec.kind] as (spec: SamplerSpec, options: SamplerOptions) => Sampler)(spec, options);
}
