import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { datasetOutput } from './dataset.ts';
import { STANDARD_TEST, testFraction } from './kept-test.ts';
import { splitNameSchema } from './split-name.ts';

/**
 * What ties samples together so that no split may divide them: the same bytes, a cluster of near duplicates that
 * `scrub` found, a group of the source.
 */
const splitTieSchema = z.enum(['exactDuplicates', 'nearDuplicates', 'groups']);
export type SplitTie = z.infer<typeof splitTieSchema>;

const WHAT_FRACTION = 'Allowed: a fraction of at least 0 and below 1; 0 leaves the split empty.';
const fraction = (standard: number, description: string) =>
  z.number(WHAT_FRACTION).min(0, WHAT_FRACTION).lt(1, WHAT_FRACTION).default(standard).describe(description);
const keptFraction = z.number().gt(0).lt(1).describe("Fraction of the first run's samples.");
const fractions = {
  train: z
    .number()
    .gt(0, 'Allowed: a fraction above 0 and below 1.')
    .lt(1, 'Allowed: a fraction above 0 and below 1.')
    .default(0.7)
    .describe('Fraction of the samples that are trained on. The three add up to 1.'),
  validation: fraction(0.15, 'Fraction that each epoch is validated on; 0 leaves the split empty.'),
  test: z
    .union([z.number().min(0).lt(1), z.literal('keep'), z.strictObject({ keep: keptFraction })], {
      error: 'Allowed: a fraction of at least 0 and below 1 (0 leaves the split empty), keep, or { keep: fraction }.',
    })
    .default(STANDARD_TEST)
    .describe(
      'Fraction that the finished model is measured on; 0 leaves the split empty. `keep` makes a test split of ' +
        `${STANDARD_TEST} in the first run of the pipeline, which stays that of all later ones, also of those by ` +
        'hand: no sample that is new then comes into it. `{ keep: 0.2 }` does so with another fraction.',
    ),
};
export type SplitFractions = z.infer<z.ZodObject<typeof fractions>>;

/** Refuses fractions that do not add up to 1, naming all three: one of them may be a default. */
function sumsUp(spec: object, context: z.RefinementCtx): void {
  if (!('train' in spec)) return;
  const { train, validation, test: tested } = spec as SplitFractions;
  const test = testFraction(tested);
  const sum = train + validation + test;
  if (Math.abs(sum - 1) < 1e-9) return;
  const received = `${train} + ${validation} + ${test} = ${Number(sum.toFixed(12))}`;
  const advice = 'A fraction that is left out is 0.7, 0.15 or 0.15; write 0 for a split that is to be empty.';
  context.addIssue({
    code: 'custom',
    message: `train + validation + test must be 1 (received ${received}). ${advice}`,
  });
}

const BY_GROUP: readonly unknown[] = ['group', 'stratified-group'];

/** Ways to divide samples into parts of given sizes, without regard to their splits in the source. */
const divisionNameSchema = z.enum(['random', 'stratified', 'group', 'stratified-group']);
export type DivisionName = z.infer<typeof divisionNameSchema>;

/** How samples are divided that the source gives no split. */
const divisionSchema = z
  .discriminatedUnion('strategy', [
    z
      .strictObject({ strategy: z.literal('stratified').default('stratified'), ...fractions })
      .describe("Each class's fraction is kept."),
    z
      .strictObject({ strategy: divisionNameSchema.exclude(['stratified']), ...fractions })
      .describe('By fractions of all samples, or of whole groups.'),
    z.strictObject({ strategy: z.literal('time'), ...fractions }).describe("By the samples' `time`."),
  ])
  .superRefine(sumsUp);

const anyStrategy = {
  allowLeaks: z
    .array(splitTieSchema)
    .default([])
    .describe('What this split may divide although its samples belong together; by default nothing.'),
};

export const splitSchema = z
  .discriminatedUnion('strategy', [
    z
      .strictObject({ strategy: z.literal('stratified').default('stratified'), ...fractions, ...anyStrategy })
      .describe("Each class's fraction is kept, and every class is in every split."),
    z
      .strictObject({ strategy: z.literal('random'), ...fractions, ...anyStrategy })
      .describe('By fractions of all samples, whatever their classes.'),
    z
      .strictObject({ strategy: z.literal('group'), ...fractions, ...anyStrategy })
      .describe('Whole groups of the source, by fractions of all samples.'),
    z
      .strictObject({ strategy: z.literal('stratified-group'), ...fractions, ...anyStrategy })
      .describe("Whole groups of the source, with each class's fraction kept as well as they let it."),
    z
      .strictObject({
        strategy: z.literal('k-fold'),
        folds: z.int().min(2).max(100).default(5).describe('How many parts of equal size.'),
        fold: z.int().min(0).default(0).describe('Which part is validation, from 0.'),
        by: divisionNameSchema.default('stratified').describe('How samples are dealt out.'),
        test: z
          .union([z.number().min(0).lt(1), z.literal('predefined')], {
            error: 'Allowed: a fraction of at least 0 and below 1, or predefined.',
          })
          .default(STANDARD_TEST)
          .describe(
            'Held out of the folds, the same for each `fold`: a fraction of the samples (0: none), or `predefined`, ' +
              'those that the source has as test.',
          ),
        ...anyStrategy,
      })
      .refine(({ fold, folds }) => fold < folds, {
        path: ['fold'],
        message: 'must be below folds: the first fold is 0',
      })
      .describe(
        'One of several equal folds to validate, the others to train: a cross-validation is a run for each `fold`.',
      ),
    z
      .strictObject({ strategy: z.literal('time'), ...fractions, ...anyStrategy })
      .describe("By the samples' `time`: the earliest train, the latest test."),
    z
      .strictObject({
        strategy: z.literal('predefined'),
        unassigned: z
          .union([z.literal('error'), divisionSchema], {
            error: 'Allowed: error, or { strategy: stratified | random | group | stratified-group | time, … }',
          })
          .default('error')
          .describe(
            'What becomes of samples that the source gives no split: an error, or how they are divided. Those tied ' +
              'to samples that have one go with them.',
          ),
        ...anyStrategy,
      })
      .describe('As the source says, which may have no validation or no test samples.'),
  ])
  .superRefine(sumsUp)
  .refine(
    (spec) =>
      !(
        spec.allowLeaks.includes('groups') &&
        [spec.strategy, 'by' in spec && spec.by].some((name) => BY_GROUP.includes(name))
      ),
    {
      path: ['allowLeaks'],
      message: 'a split by group cannot allow leaks of groups; use stratified or random',
    },
  )
  .describe(
    'How the dataset is divided into train, validation and test. `{ train, validation, test }` alone is a stratified ' +
      'split. Samples that belong together are never divided.',
  );
export type SplitSpec = z.infer<typeof splitSchema>;

export const splitInputSchema = z.strictObject({
  dataset: refOf('dataset'),
  split: splitSchema.prefault({}),
  seed: z.int(),
  /** A dataset that was divided before: what it has placed stays there, and only what is new is divided. */
  earlier: refOf('dataset').optional(),
});
export type SplitInput = z.infer<typeof splitInputSchema>;
export const splitOutputSchema = z.strictObject({ ...datasetOutput, splits: z.record(splitNameSchema, z.int()) });
export type SplitOutput = z.infer<typeof splitOutputSchema>;
