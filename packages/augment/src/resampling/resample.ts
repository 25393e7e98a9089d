import { deriveSeed, parse, type ResamplerOptions, type ResamplerSpec, resamplerSchema } from '@sightline/contracts';
import { type DrawsOfClass, drawsFrom } from './draws.ts';
import { checkRows, type Resampled, type Rows } from './rows.ts';
import type { SpecOf } from './samplers/sampler.ts';
import { samplers } from './samplers/samplers.ts';

/**
 * Evens out classes. The result is a function of the rows, the settings and the seed alone; each class has its own
 * random stream, so more rows of one class do not change what is drawn for another. Over-samplers keep all rows, in
 * order and unchanged, and append new ones. Resample training rows only: for samples of a dataset, {@link
 * resampleTraining} sees to that.
 *
 * @param rows features or embeddings `[rows, dimension]` and class indices `[rows]`; left as they are
 * @param options which sampler, and its settings
 * @throws ContractError when the options do not fit their schema
 * @throws AugmentError `augment/invalid-rows`; `augment/invalid-strategy`; `augment/class-too-small`
 *
 * @example
 * const rows = { values: embeddings, dimension: 64, labels };
 * const { values, indices } = resample(rows, { kind: 'smote', kNeighbors: 3 }, 7);
 */
export function resample(rows: Rows, options: ResamplerOptions, seed: number): Resampled {
  return resampleWith(rows, options, (label) => drawsFrom(deriveSeed(seed, 'resample', label)));
}

/** {@link resample} with random numbers from elsewhere. */
export function resampleWith(rows: Rows, options: ResamplerOptions, draws: DrawsOfClass): Resampled {
  checkRows(rows);
  return run(rows, parse(resamplerSchema, options, 'the resampler'), draws);
}

function run<Kind extends ResamplerSpec['kind']>(rows: Rows, spec: SpecOf<Kind>, draws: DrawsOfClass): Resampled {
  return samplers[spec.kind].resample(rows, spec, draws);
}
