import { availableParallelism } from 'node:os';
import type { StageContext } from '@sightline/artifacts';
import { createBatchLoader, needsOwnSize, type TrainingImages } from '@sightline/augment';
import type { Augmentation, Preprocess, PreprocessSpec, Sample } from '@sightline/contracts';
import { type Dataset, resolvePreprocess } from '@sightline/ingest';
import { augmentedSource, type BatchSource, imageSource } from './batches.ts';
import { classIndices, loadSplit } from './load-split.ts';

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
 * @throws IngestError when numbers of the training split are wanted and it has no pixels
 */
export async function openTraining(
  dataset: Dataset,
  { spec, augmentation }: { spec: PreprocessSpec; augmentation: Augmentation | undefined },
  context: StageContext,
): Promise<OpenTraining> {
  const isAugmented = augmentation !== undefined && (augmentation.transforms.length > 0 || isMixed(augmentation));
  const keepsEncoded = isAugmented && needsOwnSize(augmentation.transforms);
  const isDecoded = !keepsEncoded || spec.normalization === 'training';
  const split = isDecoded ? await loadSplit(dataset, 'train', spec, context) : undefined;
  const preprocess = resolvePreprocess(spec, split?.pixels ?? new Uint8Array());
  if (split && !isAugmented) return { source: imageSource(split, preprocess), preprocess };

  const samples = dataset.of('train');
  const { width, height, channels } = preprocess;
  const images =
    split && !keepsEncoded
      ? { kind: 'decoded' as const, ids: samples.map(({ id }) => id), pixels: split.pixels, width, height, channels }
      : await encodedImages(dataset, samples, channels, context);
  const threads = keepsEncoded ? Math.min(availableParallelism(), MOST_THREADS) : 1;
  const indices = classIndices(dataset, samples);
  const classes = { indices, count: dataset.labels.length };
  const recipe = { images, augmentation: augmentation as Augmentation, preprocess, classes };
  return { source: augmentedSource(createBatchLoader(recipe, { threads }), indices, preprocess), preprocess };
}

/** Whether samples are mixed: then their targets are shares of classes. */
export function isMixed(augmentation: Augmentation | undefined): boolean {
  return (augmentation?.mix ?? []).length > 0;
}

/** Reads samples as they are stored, into memory that threads share. */
async function encodedImages(
  dataset: Dataset,
  samples: readonly Sample[],
  channels: Preprocess['channels'],
  { signal, progress }: StageContext,
): Promise<TrainingImages> {
  const offsets = new Float64Array(samples.length + 1);
  for (const [index, { bytes }] of samples.entries()) offsets[index + 1] = (offsets[index] as number) + bytes;
  const bytes = new Uint8Array(new SharedArrayBuffer(offsets.at(-1) as number));
  for (const [index, sample] of samples.entries()) {
    signal.throwIfAborted();
    bytes.set(await dataset.read(sample), offsets[index] as number);
    progress({ done: index + 1, total: samples.length, unit: 'images' });
  }
  return {
    kind: 'encoded',
    ids: samples.map(({ id }) => id),
    bytes,
    offsets,
    sizes: Int32Array.from(samples.flatMap(({ width, height }) => [width, height])),
    channels,
  };
}
