import { lineageOf, type StageContext } from '@sightline/artifacts';
import {
  classesOf,
  parse,
  type Sample,
  type SplitInput,
  splitInputSchema,
  type SplitName,
  type SplitOutput,
  SPLITS,
  type SplitSpec,
  type StageRequests,
} from '@sightline/contracts';
import { openDataset } from '../dataset/dataset.ts';
import { groupBy } from '../numbers/group-by.ts';
import { rewriteDataset } from '../dataset/rewrite-dataset.ts';
import { splitStage } from '../stages.ts';
import { type EarlierPlacements, readPlacements } from './earlier-placements.ts';
import { refuseLeaks } from './leaks.ts';
import { splitStrategies, type SplitStrategy } from './strategies/strategies.ts';

const LISTED = 5;

/**
 * Divides a dataset into train, validation and test, by one of `splitStrategies`. Samples that are byte-identical, near
 * duplicates or of one group are kept together; where the source has divided them already, it is an error unless
 * allowed by name. Samples that an earlier division has placed stay there, and what is new brings the splits nearer to
 * their fractions.
 *
 * @throws IngestError `ingest/class-too-small` naming the class and its count, `ingest/not-divisible` when the samples
 * lack what the strategy needs, `ingest/split-leak`
 */
export async function split(request: StageRequests['split'], context: StageContext): Promise<SplitOutput> {
  return computeSplit(parse(splitInputSchema, request, 'The input of split'), context);
}

/** {@link split} of an input that is parsed. */
export async function computeSplit(input: SplitInput, context: StageContext): Promise<SplitOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const earlier = input.earlier && (await readPlacements(context.artifacts, input.earlier));
  const samples = divideSamples(dataset.samples, input.split, input.seed, earlier);
  warnOfEmptySplits(samples, context);
  warnOfLostClasses(samples, context);
  if (earlier) warnOfMovedSamples(samples, earlier, context);
  const parents = [input.dataset, ...(input.earlier ? [input.earlier] : [])];
  const output = await rewriteDataset(
    input.dataset,
    { ...dataset, samples, departed: earlier?.without(samples) },
    lineageOf(splitStage, input, { parents, seed: input.seed }),
    context,
  );
  const size = (name: SplitName) => samples.filter((sample) => sample.split === name).length;
  return { ...output, splits: { train: size('train'), validation: size('validation'), test: size('test') } };
}

/**
 * The samples, in their order, each with the split that it is given.
 *
 * @param earlier where they were placed before: they stay there
 * @throws IngestError as {@link split}
 */
export function divideSamples(
  samples: readonly Sample[],
  spec: SplitSpec,
  seed: number,
  earlier?: EarlierPlacements,
): Sample[] {
  const strategy = splitStrategies[spec.strategy] as SplitStrategy<SplitSpec>;
  const splitOf = strategy(samples, spec, { seed, earlier });
  const divided = samples.map((sample) => ({ ...sample, split: splitOf.get(sample) ?? null }));
  refuseLeaks(divided, spec.allowLeaks);
  return divided;
}

/** What an empty split means for the stages that follow. */
const EMPTY: Record<Exclude<SplitName, 'train'>, string> = {
  validation:
    'The validation split is empty: the stage train, which watches it, refuses this dataset. Take validation ' +
    'samples from the others: split: { strategy: k-fold, folds: 10, test: predefined }.',
  test:
    'The test split is empty: what is measured is measured on the validation split, which chose the best epoch, so ' +
    'that figures are a little too good.',
};

function warnOfEmptySplits(samples: readonly Sample[], { logger }: Pick<StageContext, 'logger'>): void {
  for (const name of ['validation', 'test'] as const)
    if (!samples.some((sample) => sample.split === name)) logger.warn(EMPTY[name]);
}

/** A class that is missing in a split can be intended: it is an error only where the strategy promises otherwise. */
function warnOfLostClasses(samples: readonly Sample[], { logger }: Pick<StageContext, 'logger'>): void {
  const labels = groupBy(
    samples.flatMap((sample) => classesOf(sample).map((label) => ({ label, split: sample.split }))),
    ({ label }) => label,
  );
  const splits = SPLITS.filter((name) => samples.some((sample) => sample.split === name));
  const lost = [...labels].flatMap(([label, members]) =>
    splits
      .filter((name) => !members.some((member) => member.split === name))
      .map((name) => `no sample of class "${label}" is in ${name}`),
  );
  if (lost.length === 0) return;
  const more = lost.length > LISTED ? `, and ${lost.length - LISTED} more like it` : '';
  logger.warn(`After the split ${lost.slice(0, LISTED).join(', ')}${more}.`);
}

/** What was placed is moved only where the source says so, or where it turns out to belong to what is measured on. */
function warnOfMovedSamples(
  samples: readonly Sample[],
  earlier: EarlierPlacements,
  { logger }: Pick<StageContext, 'logger'>,
): void {
  const moved = samples.filter((sample) => {
    const before = earlier.of(sample);
    return before !== undefined && before !== sample.split;
  });
  if (moved.length === 0) return;
  const first = moved.slice(0, LISTED).map(({ id, split: now }) => `${id} is in ${now}`);
  const more = moved.length > LISTED ? `, and ${moved.length - LISTED} more` : '';
  logger.warn(
    `${moved.length} samples are in another split than before, for they belong together with samples of that split, ` +
      `or the source says so: ${first.join(', ')}${more}. The model in production may have been trained on them.`,
  );
}
