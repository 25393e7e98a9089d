import { defineStage, type StageContext } from '@sightline/artifacts';
import { type SplitInput, splitInputSchema, type SplitOutput, splitOutputSchema } from '@sightline/contracts';
import { openDataset } from './dataset.ts';
import { rewriteDataset } from './rewrite-dataset.ts';
import { stratifiedSplit } from './stratified-split.ts';

const VERSION = 1;

/**
 * Divides a dataset into train, validation and test, keeping each class's share; see {@link stratifiedSplit}.
 *
 * @throws IngestError `ingest/class-too-small` naming the class and its count
 */
export async function split(input: SplitInput, context: StageContext): Promise<SplitOutput> {
  const dataset = await openDataset(context.artifacts, input.dataset);
  const samples = stratifiedSplit(dataset.samples, input.shares, input.seed);
  const output = await rewriteDataset(
    input.dataset,
    { ...dataset, samples },
    { stage: 'split', stageVersion: VERSION, input, parents: [input.dataset], seed: input.seed },
    context,
  );
  const size = (name: string) => samples.filter((sample) => sample.split === name).length;
  return { ...output, splits: { train: size('train'), validation: size('validation'), test: size('test') } };
}

/** {@link split} as a stage. */
export const splitStage = defineStage({
  name: 'split',
  version: VERSION,
  input: splitInputSchema,
  output: splitOutputSchema,
  cached: true,
  run: split,
});
