import { defineStage, type StageContext } from '@sightline/artifacts';
import {
  augmentInputSchema,
  augmentOutputSchema,
  type Augmentation,
  type AugmentInput,
  type AugmentOutput,
  type DecodeOptions,
  type Sample,
} from '@sightline/contracts';
import { type Dataset, loadPixels, openDataset } from '@sightline/ingest';
import { renderPreview } from './preview.ts';

const VERSION = 2;
const PREVIEW_ROWS = 10;
const PREVIEW_SIDE = 192;

/**
 * Freezes transforms and seed into an augmentation artifact for the trainer to replay: `augmentation.json`, and `preview.png`, where a
 * person sees what they do to samples of the data: one a class, its original and seven draws.
 *
 * @throws ArtifactError when the dataset is missing or was altered
 */
export async function augment(input: AugmentInput, context: StageContext): Promise<AugmentOutput> {
  const { transforms, seed } = input;
  const augmentation: Augmentation = { transforms, seed };
  const dataset = await openDataset(context.artifacts, input.dataset);
  const lineage = {
    stage: 'augment',
    stageVersion: VERSION,
    input: JSON.parse(JSON.stringify(input)),
    parents: [input.dataset],
    seed,
  };
  const ref = await context.artifacts.create('augmentation', lineage, async (writer) => {
    await writer.addJson('augmentation.json', augmentation);
    await writer.add('preview.png', await previewOf(dataset, augmentation, input.preprocess, context));
  });
  return { augmentation: { kind: 'augmentation', id: ref.id }, transforms: transforms.length };
}

async function previewOf(
  dataset: Dataset,
  augmentation: Augmentation,
  options: DecodeOptions,
  context: StageContext,
): Promise<Buffer> {
  const samples = firstOfEachClass(dataset);
  const shown = shrunk(options);
  const pixels = await loadPixels(dataset, samples, shown, context);
  const length = shown.width * shown.height * shown.channels;
  const rows = samples.map(({ id }, index) => ({
    id,
    pixels: pixels.subarray(index * length, (index + 1) * length),
  }));
  return renderPreview(rows, augmentation, shown);
}

/** Training samples; any, when the dataset is not split yet. */
function firstOfEachClass(dataset: Dataset): Sample[] {
  const train = dataset.of('train');
  const samples = train.length > 0 ? train : dataset.samples;
  return dataset.labels
    .slice(0, PREVIEW_ROWS)
    .flatMap((label) => samples.find((sample) => sample.label === label) ?? []);
}

/** The same preprocessing to a size that fits a preview. Transforms are relative to the image's size, so they look the same. */
function shrunk(options: DecodeOptions): DecodeOptions {
  const factor = Math.min(1, PREVIEW_SIDE / Math.max(options.width, options.height));
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  return { ...options, width: side(options.width), height: side(options.height) };
}

/** {@link augment} as a stage of a pipeline. */
export const augmentStage = defineStage({
  name: 'augment',
  version: VERSION,
  input: augmentInputSchema,
  output: augmentOutputSchema,
  cached: true,
  run: augment,
});
