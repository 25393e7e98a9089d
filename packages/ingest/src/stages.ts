/** The stages of this package, declared without what computes them. */
import { defineStage } from '@sightline/artifacts';
import {
  ingestInputSchema,
  ingestOutputSchema,
  type ScrubInput,
  scrubInputSchema,
  type ScrubOutput,
  scrubOutputSchema,
  type SplitInput,
  splitInputSchema,
  type SplitOutput,
  splitOutputSchema,
} from '@sightline/contracts';

/** `ingest` as a stage: a source that has not changed is neither unpacked nor decoded again. */
export const ingestStage = defineStage({
  name: 'ingest',
  version: 8,
  input: ingestInputSchema,
  output: ingestOutputSchema,
  cached: true,
  isolated: true,
  fingerprint: async (input, context) => (await import('./source-fingerprint.ts')).fingerprintOf(input, context),
  isolatedFingerprint: async ({ source }) => (await import('./source-fingerprint.ts')).isListedFirst(source),
  load: async () => (await import('./ingest.ts')).computeIngest,
});

/** `scrub` as a stage. */
export const scrubStage = defineStage<ScrubInput, ScrubOutput>({
  name: 'scrub',
  version: 9,
  input: scrubInputSchema,
  output: scrubOutputSchema,
  cached: true,
  isolated: true,
  load: async () => (await import('./scrub/scrub.ts')).computeScrub,
});

/** `split` as a stage. */
export const splitStage = defineStage<SplitInput, SplitOutput>({
  name: 'split',
  version: 5,
  input: splitInputSchema,
  output: splitOutputSchema,
  cached: true,
  isolated: true,
  load: async () => (await import('./split/split.ts')).computeSplit,
});
