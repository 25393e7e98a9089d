import { availableParallelism } from 'node:os';
import type { StageContext } from '@sightline/artifacts';
import { createBatchLoader, needsOwnSize } from '@sightline/augment';
import type { Augmentation, Preprocess, PreprocessSpec, Sample } from '@sightline/contracts';
import { type Dataset, loadEncoded, resolvePreprocess } from '@sightline/ingest';
import { augmentedSource, type BatchSource, imageSource } from './batches.ts';
import { loadSplit } from './load-split.ts';

/** Threads that decode and augment; beyond these a step of any size has its batch in time. */
const MOST_THREADS = 4;

/** A training split, ready to train on, and the preprocessing that its pixels decided. */
export interface OpenTraining {
  source: BatchSource;
  preprocess: Preprocess;
}

/**
 * Opens a dataset's training split. Images are preprocessed once and kept as pixels, or, where transforms cut or resize, kept encoded and decoded at
 * their own size each time; threads augment them, when there is something to do.
 *
 * @param options.targets the class index of each of its samples
 * @throws IngestError when numbers of the training split are wanted and it has no pixels
 */
export async function openTraining(
  dataset: Dataset,
  {
    spec,
    augmentation,
    targets,
  }: { spec: PreprocessSpec; augmentation: Augmentation | undefined; targets: Int32Array },
  context: StageContext,
): Promise<OpenTraining> {
  const isAugmented = augmentation !== undefined && (augmentation.transforms.length > 0 || isMixed(augmentation));
  const keepsEncoded = isAugmented && needsOwnSize(augmentation.transforms);
  const isDecoded = !keepsEncoded || spec.normalization === 'training';
  const split = isDecoded ? await loadSplit(dataset, 'train', spec, context) : undefined;
  const preprocess = resolvePreprocess(spec, split?.pixels ?? new Uint8Array());
  if (split && !isAugmented) return { source: imageSource(split, preprocess), preprocess };

  const samples = dataset.of('train');
  const ids = samples.map(({ id }) => id);
  const { width, height, channels } = preprocess;
  const images =
    split && !keepsEncoded
      ? { kind: 'decoded' as const, ids, pixels: split.pixels, width, height, channels }
      : {
          kind: 'encoded' as const,
          ids,
          ...(await loadEncoded(dataset, samples, context)),
          sizes: sizesOf(samples),
          channels,
        };
  const threads = keepsEncoded ? Math.min(availableParallelism(), MOST_THREADS) : 1;
  const classes = { indices: targets, count: dataset.labels.length };
  const recipe = { images, augmentation: augmentation as Augmentation, preprocess, classes };
  return { source: augmentedSource(createBatchLoader(recipe, { threads }), targets, preprocess), preprocess };
}

/** Whether samples are mixed: then their targets are shares of classes. */
export function isMixed(augmentation: Augmentation | undefined): boolean {
  return (augmentation?.mix ?? []).length > 0;
}

/** Widths and heights, `[count, 2]`. */
function sizesOf(samples: readonly Sample[]): Int32Array {
  const sizes = new Int32Array(2 * samples.length);
  for (const [index, { width, height }] of samples.entries()) sizes.set([width, height], 2 * index);
  return sizes;
}
