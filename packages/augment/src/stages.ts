/** The stage of this package, declared without what computes it. */
import { defineStage } from '@sightline/artifacts';
import { augmentInputSchema, augmentOutputSchema } from '@sightline/contracts';
import { fingerprintOf, readTransformSources } from './custom/transform-sources.ts';

/** `augment` as a stage of a pipeline. */
export const augmentStage = defineStage({
  name: 'augment',
  version: 4,
  input: augmentInputSchema,
  output: augmentOutputSchema,
  cached: true,
  isolated: true,
  fingerprint: async ({ transforms }) => fingerprintOf(await readTransformSources(transforms)),
  load: async () => (await import('./augment.ts')).computeAugment,
});
