import { availableParallelism } from 'node:os';
import type { StageContext } from '@sightline/artifacts';
import { createBatchLoader, needsNativeSize } from '@sightline/augment';
import type { Augmentation, Preprocess, PreprocessSpec, Sample } from '@sightline/contracts';
import { type Dataset, loadEncoded, loadPixels, resolvePreprocess } from '@sightline/ingest';
import { augmentedSource, type BatchSource, imageSource } from './batches.ts';
import { type Targets, toTable } from './targets.ts';

/** Threads that decode and augment; beyond these a step of any size has its batch in time. */
const MOST_THREADS = 4;

/** A training split, ready to train on, and the preprocessing that its pixels decided. */
export interface OpenTraining {
  source: BatchSource;
  preprocess: Preprocess;
}

/**
 * Opens a dataset's training split. Images are preprocessed once and kept as pixels, or, where transforms cut or resize, kept encoded and decoded at
 * their native size each time; threads augment them, when there is something to do.
 *
 * @param options.targets those of its samples, unmixed
 * @throws IngestError when numbers of the training split are wanted and it has no pixels
 */
export async function openTraining(
  dataset: Dataset,
  { spec, augmentation, targets }: { spec: PreprocessSpec; augmentation: Augmentation | undefined; targets: Targets },
  context: StageContext,
): Promise<OpenTraining> {
  const isAugmented = augmentation !== undefined && (augmentation.transforms.length > 0 || isMixed(augmentation));
  const keepsEncoded = isAugmented && needsNativeSize(augmentation.transforms);
  const isDecoded = !keepsEncoded || spec.normalization === 'training';
  const samples = dataset.of('train');
  const pixels = isDecoded ? await loadPixels(dataset, samples, spec, context) : undefined;
  const preprocess = resolvePreprocess(spec, pixels ?? new Uint8Array());
  if (pixels && !isAugmented) return { source: imageSource({ pixels, targets }, preprocess), preprocess };

  const ids = samples.map(({ id }) => id);
  const { width, height, channels } = preprocess;
  const images =
    pixels && !keepsEncoded
      ? { kind: 'decoded' as const, ids, pixels, width, height, channels }
      : {
          kind: 'encoded' as const,
          ids,
          ...(await loadEncoded(dataset, samples, context)),
          sizes: sizesOf(samples),
          channels,
        };
  const threads = keepsEncoded ? Math.min(availableParallelism(), MOST_THREADS) : 1;
  const mixed = isMixed(augmentation) && { targets: toTable(targets) };
  const recipe = { images, augmentation: augmentation as Augmentation, preprocess, ...mixed };
  const loader = createBatchLoader(recipe, { threads });
  return { source: augmentedSource(loader, targets, preprocess), preprocess };
}

/** Whether samples are mixed, and their targets with them. */
export function isMixed(augmentation: Augmentation | undefined): boolean {
  return (augmentation?.mix ?? []).length > 0;
}

/** Widths and heights, `[count, 2]`. */
function sizesOf(samples: readonly Sample[]): Int32Array {
  const sizes = new Int32Array(2 * samples.length);
  for (const [index, { width, height }] of samples.entries()) sizes.set([width, height], 2 * index);
  return sizes;
}
