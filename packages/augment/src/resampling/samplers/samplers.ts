import type { ResamplerSpec } from '@sightline/contracts';
import { adasyn } from './adasyn.ts';
import { borderlineSmote } from './borderline-smote.ts';
import { editedNearestNeighbours } from './edited-nearest-neighbours.ts';
import { nearMiss } from './near-miss.ts';
import { randomHybrid, randomOverSampler, randomUnderSampler } from './random-samplers.ts';
import type { Sampler } from './sampler.ts';
import { smote } from './smote.ts';
import { smoteEnn, smoteTomek } from './smote-then-clean.ts';
import { tomekLinks } from './tomek-links.ts';

/** Every sampler, by the `kind` of its settings. */
export const samplers: { readonly [Kind in ResamplerSpec['kind']]: Sampler<Kind> } = {
  randomOverSampler,
  randomUnderSampler,
  randomHybrid,
  smote,
  borderlineSmote,
  adasyn,
  tomekLinks,
  editedNearestNeighbours,
  nearMiss,
  smoteTomek,
  smoteEnn,
};
