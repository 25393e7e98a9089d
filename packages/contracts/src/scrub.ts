import { z } from 'zod';
import { refOf } from './artifact.ts';
import { datasetOutput, quarantineReasonSchema } from './dataset.ts';

/** ignore: not looked for; flag: listed, the sample stays; quarantine: listed and set aside, see `restore`; fail: the stage ends with an error. */
export const scrubActionSchema = z.enum(['ignore', 'flag', 'quarantine', 'fail']);
export type ScrubAction = z.infer<typeof scrubActionSchema>;

/** What to do with what each check of `scrub` finds. */
export const scrubPolicySchema = z.strictObject({
  /** Byte-identical images. With one label: keep the first. With different labels: keep none, nobody knows which is right. */
  exactDuplicates: scrubActionSchema.default('quarantine'),
  /** Ids of samples that a person has looked at: nothing is found in them. */
  keep: z.array(z.string()).default([]),
});
export type ScrubPolicy = z.infer<typeof scrubPolicySchema>;

/** The checks of `scrub`, by the names of their policies. */
export const scrubCheckSchema = scrubPolicySchema.keyof().exclude(['keep']);
export type ScrubCheckName = z.infer<typeof scrubCheckSchema>;

/** Something wrong with a sample. One row of a dataset's `findings.parquet`. */
export const findingSchema = z.strictObject({
  /** The sample's id. */
  sample: z.string(),
  check: scrubCheckSchema,
  /** From 0 (as bad as can be) to 1 (nothing wrong), as cleanvision and cleanlab score. */
  score: z.number().min(0).max(1),
  reason: quarantineReasonSchema,
  detail: z.string(),
  /** What was done about it. */
  action: scrubActionSchema.extract(['flag', 'quarantine']),
});
export type Finding = z.infer<typeof findingSchema>;

export const scrubInputSchema = z.strictObject({ dataset: refOf('dataset'), policy: scrubPolicySchema.prefault({}) });
export type ScrubInput = z.infer<typeof scrubInputSchema>;
export const scrubOutputSchema = z.strictObject({
  ...datasetOutput,
  /** How many findings each check has; a check without any is left out. */
  findings: z.partialRecord(scrubCheckSchema, z.int()),
});
export type ScrubOutput = z.infer<typeof scrubOutputSchema>;
