import { z } from 'zod';
import { sampleSchema } from './sample.ts';

/** Why a file or a sample was set aside. */
export const quarantineReasonSchema = z.enum([
  'empty-file',
  'not-an-image',
  'corrupt-image',
  'unsupported-format',
  'no-video-stream',
  'too-few-frames',
  'mixed-frame-sizes',
  'took-too-long',
  'too-many-pixels',
  'too-many-bytes',
  'outside-source',
  'missing-file',
  'not-a-file',
  'unsafe-path',
  'nested-archive',
  'missing-label',
  'invalid-annotation',
  'corrupt-record',
  'duplicate-id',
  'exact-duplicate',
  'conflicting-duplicate',
  'dark',
  'light',
  'blurry',
  'low-information',
  'odd-aspect-ratio',
  'odd-size',
  'greyscale',
  'near-duplicate',
  'split-leak',
  'label-error',
  'outlier',
  'invalid-boxes',
]);

/** A file or a sample that was set aside, and why. It stays listed in the dataset. */
export const quarantinedSchema = z.strictObject({
  path: z.string(),
  reason: quarantineReasonSchema,
  detail: z.string(),
  /** The row to put back, where the file was a sample before. */
  sample: sampleSchema.optional(),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;
