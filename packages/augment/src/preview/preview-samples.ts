import type { StageContext } from '@sightline/artifacts';
import { classesOf, type Augmentation, deriveSeed, type Frame, RandomStream, type Sample } from '@sightline/contracts';
import { type Dataset, type ImageOptions, loadFrames } from '@sightline/ingest';
import { needsNativeSize } from '../native-size.ts';
import type { PreviewSample } from './preview-rows.ts';

const MOST_ROWS = 10;

/** Which samples of a dataset to show. */
export interface PreviewChoice {
  /** What the samples are for: its transforms may need images at their native size, and its seed draws the samples. */
  augmentation: Augmentation;
  /** The size to which images are resized before they are augmented. */
  preprocess: ImageOptions;
  /** How many; by default one of each class, two where there are few classes, at most 10. */
  count?: number | undefined;
}

/**
 * Loads samples of the training split (of all, when the dataset is not split), as many of each class as can be. Boxes
 * come with their images.
 *
 * @throws ArtifactError when a shard is missing or altered
 */
export async function previewSamples(
  dataset: Pick<Dataset, 'labels' | 'samples' | 'of' | 'read'>,
  { augmentation: { transforms, seed }, preprocess, count }: PreviewChoice,
  { signal }: Pick<StageContext, 'signal'>,
): Promise<PreviewSample[]> {
  const train = dataset.of('train');
  const classes = byClass(dataset.labels, train.length > 0 ? train : dataset.samples, seed);
  const usual = Math.min(MOST_ROWS, classes.length * (2 * classes.length <= MOST_ROWS ? 2 : 1));
  const nativeSize = needsNativeSize(transforms, preprocess);
  return Promise.all(
    inTurns(classes)
      .slice(0, count ?? usual)
      .map(async (sample) => {
        signal.throwIfAborted();
        const { id, width, height } = sample;
        const label = classesOf(sample).join(', ');
        const frames = await loadFrames(dataset, sample, nativeSize ? { ...preprocess, width, height } : preprocess);
        return { id, ...(label !== '' && { label }), frames: frames as [Frame, ...Frame[]] };
      }),
  );
}

/** The samples of each class, shuffled. */
function byClass(labels: readonly string[], samples: readonly Sample[], seed: number): Sample[][] {
  const headings = labels.length > 0 ? labels : [''];
  return headings.map((label) =>
    new RandomStream(deriveSeed(seed, 'preview', label)).shuffle(
      samples.filter((sample) => label === '' || classesOf(sample).includes(label)),
    ),
  );
}

/** The first of each list, then the second of each, … */
function inTurns<Value>(lists: readonly (readonly Value[])[]): Value[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat();
}
