/** The stage of this package, declared without what computes it. */
import { defineStage } from '@sightline/artifacts';
import { trainInputSchema, trainOutputSchema } from '@sightline/contracts';
import { readDependencies } from './training-dependencies.ts';

/** `train` as a stage of a pipeline. */
export const trainStage = defineStage({
  name: 'train',
  /** Raised when the same input would give other weights. */
  version: 6,
  input: trainInputSchema,
  output: trainOutputSchema,
  cached: true,
  isolated: true,
  fingerprint: async (input, { artifacts }) => (await readDependencies(input, artifacts)).fingerprint,
  load: async () => (await import('./train.ts')).computeTrain,
});
