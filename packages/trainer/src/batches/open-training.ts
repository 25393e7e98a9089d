import { availableParallelism } from 'node:os';
import type { StageContext } from '@sightline/artifacts';
import {
  choosesFrames,
  createBatchLoader,
  loadTransforms,
  needsNativeSize,
  type TrainingImages,
  type TransformSources,
} from '@sightline/augment';
import type {
  AnnotatedSample,
  Augmentation,
  DecodeOptions,
  Preprocess,
  PreprocessSpec,
  Sample,
  TaskFile,
} from '@sightline/contracts';
import { type Dataset, fitBox, loadEncoded, loadPixels, resolvePreprocess } from '@sightline/ingest';
import { openTask } from '@sightline/tasks';
import type { BatchSource } from './batch-source.ts';
import { augmentedSource, imageSource } from './batches.ts';
import { encodeTargets } from './targets.ts';

/** Threads that decode and augment; beyond these a step of any size has its batch in time. */
const MOST_THREADS = 4;

/** A training split, ready to train on, and the preprocessing that its pixels decided. */
export interface OpenTraining {
  source: BatchSource;
  preprocess: Preprocess;
  /** Whether samples differ from epoch to epoch. */
  isAugmented: boolean;
}

interface TrainingOptions {
  readonly spec: PreprocessSpec;
  readonly augmentation: Augmentation | undefined;
  /** Of custom transforms. */
  readonly sources: TransformSources;
  /** Learnt from the training split. */
  readonly task: TaskFile;
}

/**
 * Opens a dataset's training split. Images are preprocessed once and kept as pixels, or, where transforms cut or
 * resize, kept encoded and decoded at their native size each time; threads augment them, when there is something to do.
 *
 * @throws IngestError when numbers of the training split are wanted and it has no pixels
 */
export async function openTraining(
  dataset: Dataset,
  { spec, augmentation, sources, task: file }: TrainingOptions,
  context: StageContext,
): Promise<OpenTraining> {
  const isAugmented = augmentation !== undefined && (augmentation.transforms.length > 0 || isMixed(augmentation));
  const { transforms = [] } = augmentation ?? {};
  const keepsEncoded =
    needsNativeSize(transforms, spec) ||
    (spec.kind === 'clip' && choosesFrames(transforms, await loadTransforms(transforms, sources)));
  const isDecoded = !keepsEncoded || spec.normalization === 'training';
  const samples = dataset.of('train');
  const pixels = isDecoded ? await loadPixels(dataset, samples, spec, context) : undefined;
  const preprocess = resolvePreprocess(spec, pixels ?? new Uint8Array());
  const task = openTask(file, { mixed: isMixed(augmentation) });
  if (pixels && !isAugmented) {
    return {
      source: imageSource({ pixels, targets: encodeTargets(task, samples) }, preprocess),
      preprocess,
      isAugmented,
    };
  }

  const { width, height, channels } = preprocess;
  const images: TrainingImages =
    pixels && !keepsEncoded
      ? {
          kind: 'decoded',
          samples: samples.map((sample) => annotatedIn(sample, preprocess)),
          pixels,
          ...(preprocess.kind === 'clip' && { frames: preprocess.frames }),
          width,
          height,
          channels,
        }
      : {
          kind: 'encoded',
          samples: samples.map((sample) => annotatedIn(sample, { ...sample, fit: 'stretch' })),
          ...(await loadEncoded(dataset, samples, spec, context)),
          sizes: sizesOf(samples),
          channels,
        };
  const threads = keepsEncoded ? Math.min(availableParallelism(), MOST_THREADS) : 1;
  const recipe = { images, augmentation: augmentation as Augmentation, sources, preprocess, task: file };
  const loader = createBatchLoader(recipe, { threads });
  return { source: augmentedSource(loader, { count: samples.length, ...task }, preprocess), preprocess, isAugmented };
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

/** A sample's annotations, boxes where they are in its images as training has them. */
function annotatedIn(
  { id, label, labels, values, boxes, ...from }: Sample,
  to: Pick<DecodeOptions, 'width' | 'height' | 'fit'>,
): AnnotatedSample {
  return { id, label, labels, values, ...(boxes && { boxes: boxes.map((box) => fitBox(box, from, to)) }) };
}
